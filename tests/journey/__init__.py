"""The whole way of a firm, seen from outside: processes, HTTP and mail, nothing of ours imported."""
