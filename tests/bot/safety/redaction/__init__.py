"""Tests of redaction: marked lines, figures, properties."""
