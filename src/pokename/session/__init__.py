"""The interactive session: parse typed lines, hold the state, and apply each step to it."""
