"""Guided checks of a procedure, kept between steps, with a document as the result."""
