"""Lists of codes that campaigns hand out: brought in, counted, thrown away."""
