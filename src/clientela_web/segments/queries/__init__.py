"""What the pages of segments read."""
