"""Names in quantity: descriptions from files, names to files, by several processes."""
