"""What to do next: sentences that carry their evidence, and none without."""
