"""Checks: a procedure gone through step by step, kept between the steps, and its result as a document."""
