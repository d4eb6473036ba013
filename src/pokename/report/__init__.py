"""A run, or two beside each other, on one page."""
