"""GPT-2: loading a base, fine-tuning, saving, exporting. The only place that imports torch."""
