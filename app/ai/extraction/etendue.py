"""The stretch of a line or block on which a fact stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Etendue:
    """Offsets into the string that a grammar was given: `texte[debut:fin]` carries the fact."""

    debut: int
    fin: int

    @property
    def span(self) -> tuple[int, int]:
        """Both offsets, half-open."""
        return self.debut, self.fin
