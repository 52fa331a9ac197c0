"""What is done to needs."""
