"""Trained models: list them, push them to a store, pull them from one."""
