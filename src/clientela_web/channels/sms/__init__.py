"""Text messages: through gateways that answer one request at a time, and through message centres (SMPP)."""
