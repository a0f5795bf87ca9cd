"""When the demonstration's past happened: on working days, in office hours, in the two months before it is filled in."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

GRAINE = 2026
OUVERTURE, FERMETURE = 7 * 60, 17 * 60


@dataclass(frozen=True)
class Moment:
    """So many working days (one at least) before the day of the filling, at a minute of that day (UTC)."""

    jours: int
    minute: int

    def avant(self, jour: date) -> datetime:
        """The moment itself, counted back from `jour`."""
        restants = self.jours
        while restants:
            jour -= timedelta(days=1)
            restants -= jour.weekday() < 5
        return datetime.combine(jour, time(), timezone.utc) + timedelta(minutes=self.minute)


def moments(nom: str, nombre: int, dernier: tuple[int, int], ecart: tuple[int, int] = (1, 3)) -> tuple[Moment, ...]:
    """`nombre` moments in order of time, the last of them between `dernier` working days ago, the others `ecart` apart. Same arguments, same moments."""
    hasard = random.Random(f"{GRAINE} {nom}")  # noqa: S311 - not a secret: the same past each time
    jours = [hasard.randint(*dernier)]
    while len(jours) < nombre:
        jours.append(jours[-1] + hasard.randint(*ecart))
    return tuple(Moment(j, hasard.randrange(OUVERTURE, FERMETURE)) for j in reversed(jours))
