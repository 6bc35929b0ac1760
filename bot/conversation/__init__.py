"""Route each message, command and button to the handler it belongs to, whatever the channel."""
