"""Varied CVs of invented people, with their truth: what judges the reader (entry: `python -m benchmarks.lecture_generer`).

Contents (trades, employers, schools, names) are hand-written in `donnees/`, apart from the product's lexicon. Layouts and
trades are split in two halves, `dev` and `jugement`; whoever tunes the reader looks at neither the layouts nor the contents of the second.
"""
