"""Prompts for a language model, one Markdown file each, read by `bot.answering.llm` only."""
