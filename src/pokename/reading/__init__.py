"""Reading a description: from its text to its concepts, the words that names are made of."""
