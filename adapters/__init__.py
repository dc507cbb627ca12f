"""Foreign protocols turned into the heart's events and cards, and back."""
