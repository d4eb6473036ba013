"""A comparison of quantized, pruned and distilled variants of a model."""
