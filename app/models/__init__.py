"""SQLAlchemy models, one aggregate a file."""
