"""Drift between the descriptions that users enter and the training descriptions."""
