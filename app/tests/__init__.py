"""Local scripts."""
