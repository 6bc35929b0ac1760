"""A language model's server on loopback, which speaks OpenAI's protocol and follows a test's script."""
