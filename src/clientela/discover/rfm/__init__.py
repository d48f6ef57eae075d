"""Recency, frequency, money and lifecycle: cut-points fitted or set, and every cell and stage as a rule."""
