"""What was weighed -> whose mistake it is, how far each field is trusted, the record."""
