"""The `relais` command: one module per command group, and the chat in the terminal."""
