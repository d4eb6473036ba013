"""Species records to training text."""
