"""Answer partnership questions in French and English, in the terminal and on Telegram; pass on what is not covered."""
