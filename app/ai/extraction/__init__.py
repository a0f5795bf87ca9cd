"""Visible text to facts with proofs."""
