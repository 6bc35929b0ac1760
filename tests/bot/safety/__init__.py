"""Tests of danger detection, contacts and misconduct; the held-out messages are measured and never trained on."""
