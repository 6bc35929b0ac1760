"""Access in the chat: invitations, requests for access, the pace."""
