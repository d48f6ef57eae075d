"""Results as one self-contained page: text, tables and pictures, in any of the six languages."""
