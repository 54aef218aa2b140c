"""`python -m eval GOLD...` is the command `gouji eval`."""

from eval.command import command

if __name__ == "__main__":
    command()
