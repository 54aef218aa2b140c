"""Tables that a printed page sets out with spaces alone."""
