"""What answers the addresses of segments."""
