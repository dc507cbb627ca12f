"""What users type: the only part of the deadline grammar that holds Chinese."""
