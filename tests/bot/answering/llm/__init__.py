"""Tests of the language model behind the answers, with scripted and small real models."""
