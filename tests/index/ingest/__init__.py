"""Tests of reading, converting and splitting files."""
