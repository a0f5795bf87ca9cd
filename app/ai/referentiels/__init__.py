"""The bilingual lexicon and its linker."""
