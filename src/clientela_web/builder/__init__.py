"""Rules built by hand."""
