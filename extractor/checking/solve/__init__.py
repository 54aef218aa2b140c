"""Exact arithmetic over systems of edit rules: what is possible, and what follows."""
