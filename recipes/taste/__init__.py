"""Taste that is learned: source words, what tells a word, and the ranker, from designed names.

python -m recipes.taste.build        # all assets, in minutes on two cores
"""
