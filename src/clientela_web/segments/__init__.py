"""Segments: the list, and the page of each."""
