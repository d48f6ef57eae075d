"""Who is in a segment, why, since when, and how it differs."""
