"""Helpers without imports from app and without domain words."""
