"""Compression compared: quantized, pruned and distilled variants of a model."""
