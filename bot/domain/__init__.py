"""Decides. No clock, no I/O, no sentences."""
