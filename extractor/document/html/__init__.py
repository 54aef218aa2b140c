"""Html, as a browser would show it to a reader."""
