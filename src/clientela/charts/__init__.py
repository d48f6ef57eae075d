"""Pictures as Vega-Lite specifications, and their SVG and PNG."""
