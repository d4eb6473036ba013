"""Tracking of training and evaluation by Weights & Biases or MLflow."""
