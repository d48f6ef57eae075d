"""What providers tell the site: what became of messages, and what recipients answer."""
