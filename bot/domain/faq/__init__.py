"""FAQs: collected from the log and from answered cases, reviewed, published, found and expired."""
