"""A mail server for trying things out: it takes whatever is sent, passes nothing on, and shows it."""
