"""Descriptions that are asked against those that were trained on."""
