"""What reports read: the ledger as Arrow, measured beside the store."""
