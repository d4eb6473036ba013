"""Making names from a description: concepts, source words, candidates, gates and lists."""
