"""Sample data: the files of a clothing shop that never was, with its truth kept aside."""
