"""What we know: cards that restate the source pages, the glossary, known gaps and intents, with their readers."""
