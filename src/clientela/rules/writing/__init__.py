"""From nodes to rule text that reads back as the same nodes: windows, values, conditions."""
