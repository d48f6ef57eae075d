"""What can be wrong with a rule, one subject a file; `clientela.rules.check` runs them all."""
