"""HTTP: who may ask, and what for."""
