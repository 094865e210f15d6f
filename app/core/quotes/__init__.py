"""Finding and verifying words in a text."""
