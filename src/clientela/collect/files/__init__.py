"""Any file as Arrow batches of text: how it is written is found out, and no row of it vanishes."""
