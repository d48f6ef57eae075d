"""What the first page reads."""
