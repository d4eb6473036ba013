"""Turn species records into training text."""
