"""Twins: CVs that differ only in who the person is, from the PDF's bytes to the score. Run: `python -m benchmarks.jumeaux`."""
