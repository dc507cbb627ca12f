"""Tests by kind: unit, contract, storage, simulator, stories end to end."""
