"""From a rule to SQL: an ordered tuple of passes over one tree."""
