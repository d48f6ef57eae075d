"""Outgoing webhooks: one signed request a recipient, to an address of the firm's own choosing."""
