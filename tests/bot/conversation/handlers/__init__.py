"""Tests of the handlers of the conversation."""
