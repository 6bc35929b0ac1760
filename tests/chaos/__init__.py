"""Kill the bot while Telegram fails, and count what was lost, doubled or out of order."""
