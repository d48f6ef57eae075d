"""Exploring: what can be known of the customers, and what the data say by themselves."""
