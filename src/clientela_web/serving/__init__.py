"""The server process: what is looked at before it starts, its worker, and how both end."""
