"""Settings of the firm."""
