"""Open-model load generator: requests leave at their appointed time whether or not earlier ones were answered, so queues show.

Latency counts from the appointed time (no coordinated omission). What is in flight is bounded; a request that would go past the bound is
counted as lost, and a run whose own clock slipped says so.
"""

import asyncio
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

EN_VOL_MAX = 3000
DELAI_S = 60.0
OK, REFUS = range(200, 400), (429, 503)


@dataclass(frozen=True)
class Requete:
    """One request, and the class it is judged in: `lecture`, `ecriture` or `depot`."""

    classe: str
    verbe: str
    chemin: str
    corps: bytes = b""
    jeton: str = ""
    media: str = "application/json"

    def octets(self, port: int) -> bytes:
        """As it goes on the wire."""
        tete = f"{self.verbe} {self.chemin} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        tete += f"Authorization: Bearer {self.jeton}\r\n" if self.jeton else ""
        tete += f"Content-Type: {self.media}\r\nContent-Length: {len(self.corps)}\r\n" if self.verbe != "GET" else ""
        return (tete + "\r\n").encode() + self.corps


class Guichet:
    """Keep-alive connections to one port; `envoyer` gives (status, body, Retry-After)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._libres: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def envoyer(self, requete: Requete) -> tuple[int, bytes, str]:
        """Status 0: no answer in time or the connection broke."""
        lien = self._libres.pop() if self._libres else None
        try:
            async with asyncio.timeout(DELAI_S):
                # a kept connection may have been closed meanwhile: a fresh one then
                if lien is None or lien[0].at_eof():
                    lien = await asyncio.open_connection("127.0.0.1", self.port)
                lecteur, redacteur = lien
                redacteur.write(requete.octets(self.port))
                tete = (await lecteur.readuntil(b"\r\n\r\n")).decode("latin-1")
                entetes = {n.lower(): v.strip() for n, _, v in (ligne.partition(":") for ligne in tete.split("\r\n")[1:] if ligne)}
                corps = await lecteur.readexactly(int(entetes.get("content-length", "0")))
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            if lien is not None:
                lien[1].close()
            return 0, b"", ""
        if entetes.get("connection", "").lower() == "close":
            redacteur.close()
        else:
            self._libres.append(lien)
        return int(tete.split(" ", 2)[1]), corps, entetes.get("retry-after", "")

    def fermer(self) -> None:
        """Close what is kept."""
        for _, redacteur in self._libres:
            redacteur.close()
        self._libres.clear()


@dataclass
class Mesure:
    """What came of a run; durations in seconds by class, of answered requests only."""

    secondes: float
    envoyees: int = 0
    statuts: Counter[int] = field(default_factory=Counter)
    durees: dict[str, list[float]] = field(default_factory=dict)
    refus: list[float] = field(default_factory=list)
    sans_attente: int = 0  # 429/503 without Retry-After
    perdues: int = 0
    derive: list[float] = field(default_factory=list)

    def noter(self, classe: str, statut: int, duree: float, attente: str) -> None:
        """Count one answer."""
        self.statuts[statut] += 1
        if statut in OK:
            self.durees.setdefault(classe, []).append(duree)
        elif statut in REFUS:
            self.refus.append(duree)
            self.sans_attente += not attente

    @property
    def bonnes(self) -> int:
        """Answers that did what was asked. A second application to one offer (409) is the draw's, not the product's."""
        return sum(n for statut, n in self.statuts.items() if statut in OK or statut == 409)

    @property
    def erreurs(self) -> int:
        """Neither done nor refused with good reason."""
        return sum(n for statut, n in self.statuts.items() if statut not in OK and statut not in REFUS and statut != 409) + self.perdues

    @property
    def debit(self) -> float:
        """Good answers a second."""
        return self.bonnes / self.secondes

    def p(self, classe: str, part: float) -> float:
        """Percentile of a class, in ms."""
        durees = sorted(self.durees.get(classe, [0.0]))
        return durees[min(len(durees) - 1, int(len(durees) * part))] * 1000

    def ligne(self, nom: str) -> str:
        """For people."""
        classes = "  ".join(f"{c} {statistics.median(d) * 1000:.0f}/{self.p(c, 0.95):.0f}/{self.p(c, 0.99):.0f}" for c, d in sorted(self.durees.items()))
        derive = sorted(self.derive or [0.0])[int(len(self.derive) * 0.99) - 1] * 1000
        return f"{nom:<26} {self.debit:6.1f} bonnes/s  médiane/p95/p99 en ms : {classes}  statuts {dict(self.statuts)}  retard du générateur p99 {derive:.0f} ms  charge {os.getloadavg()[0]:.1f}"


async def arrivees(guichet: Guichet, tirer: Callable[[random.Random], Requete], debit: float, secondes: float, graine: int) -> Mesure:
    """Poisson arrivals at `debit` a second during `secondes`, then wait for the last answers."""
    hasard, mesure, taches = random.Random(graine), Mesure(secondes), set()
    debut = time.perf_counter()
    prevu = hasard.expovariate(debit)

    async def une(requete: Requete, depart: float) -> None:
        statut, _, attente = await guichet.envoyer(requete)
        mesure.noter(requete.classe, statut, time.perf_counter() - depart, attente)

    while prevu < secondes:
        retard = time.perf_counter() - debut - prevu
        if retard < 0:
            await asyncio.sleep(-retard)
        mesure.derive.append(max(0.0, time.perf_counter() - debut - prevu))
        mesure.envoyees += 1
        if len(taches) >= EN_VOL_MAX:
            mesure.perdues += 1
        else:
            tache = asyncio.create_task(une(tirer(hasard), debut + prevu))
            taches.add(tache)
            tache.add_done_callback(taches.discard)
        prevu += hasard.expovariate(debit)
    if taches:
        await asyncio.wait(taches)
    guichet.fermer()
    return mesure


async def boucle(guichet: Guichet, tirer: Callable[[random.Random], Requete], clients: int, secondes: float, graine: int) -> Mesure:
    """Closed model: `clients` that each send their next request when the last was answered."""
    mesure, fin = Mesure(secondes), time.perf_counter() + secondes

    async def client(numero: int) -> None:
        hasard = random.Random(graine * 1000 + numero)
        while (depart := time.perf_counter()) < fin:
            requete = tirer(hasard)
            mesure.envoyees += 1
            statut, _, attente = await guichet.envoyer(requete)
            mesure.noter(requete.classe, statut, time.perf_counter() - depart, attente)

    await asyncio.gather(*(client(n) for n in range(clients)))
    return mesure
