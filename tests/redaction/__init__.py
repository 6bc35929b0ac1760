"""What must be taken out of a message, and what must stay: marked lines, figures, properties."""
