"""What reading one document may take of a machine."""

from dataclasses import dataclass

from extractor.errors import CutShort

_ONE_REPORT = "save the one report that is meant as a file of its own, or allow more with"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take before its process is killed."""

    seconds: float = 60
    """Of processor time, so that a busy machine fails no document. A report takes some
    hundredths of a second, the largest text that is read about ten."""
    elapsed: float = 600
    """Seconds on the clock, for what waits and does not work. Ten times `seconds`, since that many
    processes may share a core."""
    megabytes: int = 1024
    """Of memory (2**20 bytes), beside what an idle process has. The largest page takes 300."""

    def out_of_time(self) -> CutShort:
        """Why a document was given up that took its processor time."""
        took = f"reading it took more than {self.seconds:g} s of processor time"
        return CutShort(took, f"{_ONE_REPORT} --seconds")

    def out_of_memory(self) -> CutShort:
        """Why a document was given up that asked for more than its memory."""
        took = f"reading it took more than {self.megabytes:,} MB of memory"
        return CutShort(took, f"{_ONE_REPORT} --memory")

    def overdue(self) -> CutShort:
        """Why a document was given up that was not done by the clock."""
        return CutShort(
            f"reading it was not done in {self.elapsed:g} s", "try it again on a less busy machine"
        )


LIMITS = Limits()
