"""The ledger of campaigns: who is meant, who got what, nothing lost; without pages and mail servers."""
