"""The Telegram room: how the conversation is held there. The only place that imports telegram."""
