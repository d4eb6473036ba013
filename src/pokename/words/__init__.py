"""What words mean, and how they sound and are spelled."""
