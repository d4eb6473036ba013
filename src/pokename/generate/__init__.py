"""``pokename generate``: read descriptions, name them, write outputs that can be resumed."""
