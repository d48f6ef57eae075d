"""What goes together, what changed, who is new: patterns that end as rules."""
