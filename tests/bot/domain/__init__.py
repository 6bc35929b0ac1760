"""Tests of cases, checks, FAQs and access."""
