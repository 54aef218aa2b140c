"""Scores -> what a person or a program reads: a terminal, JSON, Markdown, one HTML page."""
