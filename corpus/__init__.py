"""What we know: cards that restate the source pages, the glossary, known gaps and intents, as data with small readers."""
