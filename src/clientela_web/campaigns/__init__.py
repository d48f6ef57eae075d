"""Campaigns: written, seen as each will get them, checked, approved, sent, counted."""
