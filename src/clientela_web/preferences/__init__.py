"""What a recipient meets: unsubscribing, and choosing what to get. No account, no cookie, no script."""
