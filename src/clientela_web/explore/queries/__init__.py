"""What exploring reads."""
