"""The heart: what a ticket is, what may be done with it, and what is said about it."""
