"""What the data say: variables, bands, clusters, overlaps, voices."""
