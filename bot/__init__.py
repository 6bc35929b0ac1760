"""How we converse: a question becomes a sourced answer, in the terminal and on Telegram."""
