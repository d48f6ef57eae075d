"""Every change of the control tables, in order."""
