"""From clusters to rules that people can read, each with what is known of it."""
