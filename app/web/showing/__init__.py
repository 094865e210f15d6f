"""What a page shows, as values, and the words for it."""
