"""Proposals: changes that may give a condition another truth. None is believed before it is tried."""
