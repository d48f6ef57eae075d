"""The list of segments, and the page of each."""
