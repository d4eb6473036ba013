"""Trained models: which there are, and how they get from one place to another."""
