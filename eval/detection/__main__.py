"""`python -m eval.detection`."""

from eval.detection.command import command

if __name__ == "__main__":
    command(prog_name="python -m eval.detection")
