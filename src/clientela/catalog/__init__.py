"""What can be known of a customer: attributes, event kinds, variables, custom fields."""
