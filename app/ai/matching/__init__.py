"""Facts to a score with evidence."""
