"""Danger detection, safeguarding contacts, misconduct, and the redaction of personal data."""
