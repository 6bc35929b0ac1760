"""Checks in the conversation: the steps as messages, the result, and the document for the file."""
