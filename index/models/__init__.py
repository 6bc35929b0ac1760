"""The embedding model and the classifiers that are trained on its vectors."""
