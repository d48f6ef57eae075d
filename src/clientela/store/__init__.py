"""Where customer data is kept: the schema, appends, and the engines that run SQL."""
