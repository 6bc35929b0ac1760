"""From a file to passages: read in a sandbox, convert to Markdown, split."""
