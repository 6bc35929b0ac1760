"""A language model makes answers fluent, and never one less true."""
