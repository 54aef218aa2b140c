"""What was read of a document, what was decided of it, and the record that comes out."""
