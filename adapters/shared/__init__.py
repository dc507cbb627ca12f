"""What the messengers' adapters have in common."""
