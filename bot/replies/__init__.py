"""Replies as data, and every user-visible text in both languages."""
