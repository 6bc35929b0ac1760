"""What is found in the installation and in files: its words in both languages."""
