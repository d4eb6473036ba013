"""What is known of the species."""
