"""Openings and clicks come in, are told from those of machines, and go onto the cards of customers."""
