"""Cases in the conversation: asking for a person, the staff group's cards, answers on their way back."""
