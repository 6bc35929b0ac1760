"""The guided check in the chat: menu, steps, result and report."""
