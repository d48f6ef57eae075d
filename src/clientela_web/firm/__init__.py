"""How the firm wants things: settings, fields and event kinds of its own, backups."""
