"""The metrics of an evaluation, one file for each."""
