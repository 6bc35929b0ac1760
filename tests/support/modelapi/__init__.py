"""A language model's server on loopback, which speaks OpenAI's protocol and does what a test tells it to."""
