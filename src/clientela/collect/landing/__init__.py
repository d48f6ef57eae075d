"""From typed rows to rows of the store, a chunk at a time, each landed whole or not at all."""
