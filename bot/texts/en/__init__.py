"""English, by topic."""

TEXTS: dict[str, str] = {}
