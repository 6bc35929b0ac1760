"""Tests of the database and its repositories."""
