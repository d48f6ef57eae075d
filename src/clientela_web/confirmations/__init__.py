"""Consents that count once she has followed a link in a mail: asked for, confirmed, written down."""
