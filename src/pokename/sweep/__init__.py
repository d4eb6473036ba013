"""A search for settings: a space of them, and a study that tries some."""
