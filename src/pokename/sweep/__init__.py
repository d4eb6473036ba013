"""Hyperparameter search: the space of settings, and the study that tries them."""
