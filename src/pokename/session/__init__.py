"""Naming a creature step by step: what is typed, what is known, and what follows from both."""
