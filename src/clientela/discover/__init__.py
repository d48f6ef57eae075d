"""From data to segments worth having: features, clusters, rules, value, patterns and what customers say."""
