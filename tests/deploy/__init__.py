"""What `deploy/` names exists in the project."""
