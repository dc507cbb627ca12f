"""Words, buttons and forms turned into intents."""
