"""From the parser's trees to nodes: windows, values, conditions."""
