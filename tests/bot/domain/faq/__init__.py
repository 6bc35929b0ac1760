"""Tests of FAQs."""
