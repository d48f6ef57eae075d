"""The way in: files and events become customers, once each, with nothing lost."""
