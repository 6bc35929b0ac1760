"""Cases: questions that people answer, each with a number, an owner, a state and a due date."""
