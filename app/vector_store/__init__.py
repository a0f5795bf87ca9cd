"""Embedder, Chroma, text builders."""
