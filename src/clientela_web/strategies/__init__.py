"""What to do for each segment."""
