"""PDF bytes to visible text with positions."""
