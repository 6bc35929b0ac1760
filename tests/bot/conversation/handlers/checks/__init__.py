"""Tests of the handlers of checks."""
