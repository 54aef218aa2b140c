"""Tables of the document -> readings of the fields that they print."""
