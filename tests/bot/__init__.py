"""Tests of `bot`, one folder per package."""
