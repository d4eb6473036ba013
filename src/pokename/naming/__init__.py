"""Making names: wishes, source words, candidates, gates and lists."""
