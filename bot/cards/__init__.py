"""Composes what is seen. No platform JSON."""
