"""Reports of campaigns and segments, and what they advise."""
