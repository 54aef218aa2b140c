"""Word files, as they are shown and printed."""
