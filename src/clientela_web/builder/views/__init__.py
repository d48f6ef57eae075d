"""Pages and fragments of the builder."""
