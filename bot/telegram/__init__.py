"""The Telegram channel: receive updates, have them answered, send messages. The only importer of `telegram`."""
