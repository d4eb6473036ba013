"""Recipes of what ships with pokename."""
