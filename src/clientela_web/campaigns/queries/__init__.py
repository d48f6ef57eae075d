"""What pages, commands and the API tell of campaigns."""
