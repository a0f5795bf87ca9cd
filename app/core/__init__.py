"""Configuration, database, storage, security, errors."""
