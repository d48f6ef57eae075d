"""Forms of exploring."""
