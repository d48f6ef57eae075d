"""The phrases of each language, as data; `keys` says which there must be."""
