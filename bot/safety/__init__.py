"""What protects the people who write: danger noticed first, and words that are never kept."""
