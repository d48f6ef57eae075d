"""What exploring writes: searches of the data, cut-points, themes, segments."""
