"""Forms of words that depend on who is spoken to; what is not known is said to be unknown, never guessed."""
