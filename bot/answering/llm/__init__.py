"""A language model that words an answer; every sentence is verified before anyone sees it."""
