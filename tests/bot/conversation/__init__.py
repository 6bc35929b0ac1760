"""Tests of the router and its handlers."""
