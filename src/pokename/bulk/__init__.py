"""Names in bulk: descriptions from files and pipes, names by several workers, outputs that grow."""
