"""Tests of the evaluation, on small results made by hand and one real run."""
