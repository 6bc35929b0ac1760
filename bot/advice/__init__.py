"""From a question to what was found for it, and whether that is enough to answer."""
