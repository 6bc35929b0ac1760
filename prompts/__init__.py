"""What we ask a language model, where one is set: one Markdown file a prompt, read by `bot.model` alone."""
