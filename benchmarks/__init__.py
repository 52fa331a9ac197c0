"""What measures speed: a synthetic city, our pages beside their floor and their peers."""
