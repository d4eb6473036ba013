"""Learn source words, word parts and the ranker from designed names.

python -m recipes.taste.build        # all assets, in minutes on two cores
"""
