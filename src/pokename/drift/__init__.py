"""Drift between the descriptions that users ask and the training descriptions."""
