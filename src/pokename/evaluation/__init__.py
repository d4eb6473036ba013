"""Evaluation: how good the names are, measured on held-out species."""
