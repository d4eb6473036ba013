"""The recipe of the bundled model: lexicon, corpus, tokenizer, two trainings, installation."""
