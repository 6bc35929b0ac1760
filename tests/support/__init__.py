"""Shared by all tests: servers on loopback, a network block, builders of test data."""
