"""The Telegram room, tested over real HTTP with a scripted conversation behind it."""
