"""`python -m eval.reviewing`."""

from eval.reviewing.command import command

if __name__ == "__main__":
    command(prog_name="python -m eval.reviewing")
