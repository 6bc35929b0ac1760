"""Held-out messages that the safeguarding lane is measured on, and never tuned on."""
