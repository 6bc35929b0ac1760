"""Questions that people answer: each is a case with a number, an owner, a due date and a history."""
