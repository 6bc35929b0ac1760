"""Tests of the verification of model sentences."""
