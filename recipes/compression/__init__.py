"""What a model loses when it is made smaller: quantized, pruned, distilled."""
