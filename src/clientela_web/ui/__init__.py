"""How every page looks."""
