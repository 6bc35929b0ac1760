"""What is said to someone in danger: care first, contacts, the way to a person, and nothing kept of their words."""
