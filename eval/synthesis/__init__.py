"""Invented reports whose labels are known by construction: one file for each step."""
