"""Track training and evaluation with Weights & Biases or MLflow."""
