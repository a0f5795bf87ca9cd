"""Reading, extraction, matching."""
