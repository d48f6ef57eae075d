"""Ways out: who carries messages, how many a person gets, and who gets none at all."""
