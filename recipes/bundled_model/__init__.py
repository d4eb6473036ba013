"""The steps that make the bundled model: lexicon, corpora, tokenizer, trainings, installation."""
