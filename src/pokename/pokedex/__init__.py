"""Fetch, cache and read facts, texts and names of the Pokémon species."""
