"""Numbers and addresses that may not reach her."""
