"""What is said, held against the edit rules: what agrees, and which fields could be wrong."""
