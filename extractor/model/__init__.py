"""The nouns of Gouji: frozen dataclasses and exact numbers, no files, no network."""
