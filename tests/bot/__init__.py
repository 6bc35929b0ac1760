"""The bot: its settings, wording, conversation and command line, over the real library."""
