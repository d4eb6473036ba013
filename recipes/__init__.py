"""Programs that build the model and the data files that ship with pokename."""
