"""What the house promises, tested against the real things."""
