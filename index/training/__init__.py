"""Training of what is shipped as data: run by developers after an edit of the examples, never while the bot answers."""
