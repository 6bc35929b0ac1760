"""The handlers of the conversation, one module each."""
