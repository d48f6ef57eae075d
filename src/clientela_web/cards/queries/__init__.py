"""What the pages of customers read."""
