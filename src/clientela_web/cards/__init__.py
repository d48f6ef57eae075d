"""Customers, and the card of each."""
