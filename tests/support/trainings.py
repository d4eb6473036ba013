"""The options of a short training, for tests."""

STEPS = ("--set", "train.max_steps=6", "--set", "train.batch_size=4", "--device", "cpu")
