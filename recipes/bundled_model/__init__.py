"""The recipe of the bundled model: lexicon, corpus, tokenizer, and a model to start training from."""
