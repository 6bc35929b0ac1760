"""Tests of understanding, the gate and the answers."""
