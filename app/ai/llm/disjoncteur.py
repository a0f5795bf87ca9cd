"""Circuit breaker: a provider that keeps failing is left alone for a while."""

import threading
from collections.abc import Callable


class Disjoncteur:
    """Opens after `seuil` failures in a row for `repos_s` seconds, then lets one probe through at a time.

    `horloge` is monotonic, in seconds. Safe to share between threads.
    """

    def __init__(self, horloge: Callable[[], float], seuil: int = 3, repos_s: float = 30.0) -> None:
        self._horloge = horloge
        self._seuil = seuil
        self._repos_s = repos_s
        self._verrou = threading.Lock()
        self._echecs = 0
        self._ouvert_jusqu_a: float | None = None
        self._sonde = False

    def attente_s(self) -> float:
        """Seconds before a call may be tried; 0 when closed or half-open."""
        with self._verrou:
            return max(0.0, self._ouvert_jusqu_a - self._horloge()) if self._ouvert_jusqu_a is not None else 0.0

    def prendre(self) -> bool:
        """Ask leave for one call. Every True must be followed by `succes` or `echec`."""
        with self._verrou:
            if self._ouvert_jusqu_a is None:
                return True
            if self._sonde or self._horloge() < self._ouvert_jusqu_a:
                return False
            self._sonde = True
            return True

    def succes(self) -> None:
        """The call answered."""
        with self._verrou:
            self._echecs, self._ouvert_jusqu_a, self._sonde = 0, None, False

    def echec(self, attente_s: float | None = None) -> None:
        """The call failed. `attente_s` (Retry-After) opens at once and for that long."""
        with self._verrou:
            self._echecs += 1
            self._sonde = False
            if attente_s is not None or self._echecs >= self._seuil:
                fin = self._horloge() + (self._repos_s if attente_s is None else attente_s)
                self._ouvert_jusqu_a = max(fin, self._ouvert_jusqu_a or fin)
