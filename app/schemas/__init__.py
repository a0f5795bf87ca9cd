"""Pydantic models in and out, and the frozen snapshots."""
