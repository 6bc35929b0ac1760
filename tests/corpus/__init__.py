"""The corpus as it stands: complete, and in both languages alike."""
