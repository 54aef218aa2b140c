"""What a form asks for: its tables, labels and edit rules, as data in a folder each."""
