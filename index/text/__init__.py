"""Text tools: folding, sentences, language, spelling, obfuscation."""
