"""Readings and decisions -> what the document says of each field."""
