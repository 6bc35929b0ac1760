"""A language model that puts what was found into sentences, each of which is checked before anyone sees it."""
