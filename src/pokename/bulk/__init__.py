"""Name descriptions in bulk: read inputs, run workers, write outputs that can be resumed."""
