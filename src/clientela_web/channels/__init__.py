"""Ways to reach somebody, a folder each."""
