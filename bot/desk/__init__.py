"""The desk: web pages for focal points and whoever keeps the texts, in French and English."""
