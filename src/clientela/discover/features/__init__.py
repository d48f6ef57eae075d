"""What discovery looks at: variables of every customer at one instant, made comparable."""
