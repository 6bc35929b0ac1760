"""The conversation in words: commands, questions, buttons, and every text in both languages."""
