"""E-mail by our own path: pipelined SMTP over a few connections, the ledger committed before each message."""
