"""What a segment means: the nodes of the rule language, its text, JSON and sentences, and its check."""
