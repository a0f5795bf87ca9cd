"""AI Recruitment API."""
