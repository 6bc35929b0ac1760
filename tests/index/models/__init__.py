"""Tests of the models and classifiers."""
