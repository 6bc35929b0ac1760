"""The database: consultations, outbox, personal data, keys and token usage."""
