"""Who a row is about: the same person found again, two who are one merged, and taken apart again."""
