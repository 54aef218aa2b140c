"""`python -m extractor.cli` is the command `gouji`."""

from extractor.cli import main

main()
