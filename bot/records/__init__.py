"""What is kept: the database, the log of consultations, and the keys that hide who wrote."""
