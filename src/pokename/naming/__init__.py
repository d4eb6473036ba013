"""A description to names."""
