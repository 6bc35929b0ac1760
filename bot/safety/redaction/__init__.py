"""Find personal data in a message and replace it before anything is stored."""
