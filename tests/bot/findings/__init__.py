"""Tests of the words of findings."""
