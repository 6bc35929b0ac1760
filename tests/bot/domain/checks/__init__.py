"""Tests of guided checks."""
