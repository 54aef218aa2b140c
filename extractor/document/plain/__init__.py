"""Plain text: its lines, pages, and the tables whose cells a sign sets apart."""
