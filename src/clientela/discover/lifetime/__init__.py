"""How much every customer will buy, and who is about to be lost: from the store to estimates."""
