"""List trained models, push them to a store, and pull them from a store."""
