"""Measurements: the floor of this machine, and the product beside it."""
