"""What the makers of Clientela use, and its users do not."""
