"""The recipe of the bundled model: lexicon, corpora, tokenizer, trainings, installation."""
