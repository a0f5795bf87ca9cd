"""What must survive the database, and a restore of an older one: which objects were erased, and where the audit journal stood.

One small file each, under REGISTRE_URL, kept and backed up apart from the database. Ids and hashes only, of no one.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, TypeVar

from app.core.storage import Stockage
from app.services.journal import Tete

T = TypeVar("T")
EFFACEMENTS, ANCRES, RESTAURATIONS = "effacements/", "ancres/", "restaurations/"


@dataclass(frozen=True)
class Effacement:
    """An object that must stay erased, and the storage keys of its files."""

    objet: str
    objet_id: uuid.UUID
    cles_stockage: Sequence[str]


class Registre:
    """The ledger of erasures and of the journal's anchors."""

    def __init__(self, url: str) -> None:
        self._stockage = Stockage(url)

    def consigner(self, effacement: Effacement) -> None:
        """Keep an erasure, durably; writing it again changes nothing. Raises OSError."""
        contenu = {"objet": effacement.objet, "objet_id": str(effacement.objet_id), "cles_stockage": list(effacement.cles_stockage)}
        self._ecrire(f"{EFFACEMENTS}{effacement.objet_id}.json", contenu)

    def effacements(self) -> Iterator[Effacement]:
        """Every erasure kept. Of a damaged file its name still says what must stay erased, if not whether it was a CV or a person."""
        for cle in self._cles(EFFACEMENTS):
            lu = self._lire(cle, _effacement)
            if lu is not None:
                yield lu
            elif (objet_id := _uuid(PurePosixPath(cle).stem)) is not None:
                yield from (Effacement(objet, objet_id, []) for objet in ("utilisateur", "cv"))

    def illisibles(self) -> list[str]:
        """Files that something cut short or wrote over."""
        effacements = [cle for cle in self._cles(EFFACEMENTS) if self._lire(cle, _effacement) is None]
        return effacements + [cle for cle in self._cles(ANCRES) if self._lire(cle, _tete) is None]

    def ancrer(self, tete: Tete) -> None:
        """Note where the journal stands: from now on its first `tete.position` events can neither change nor go unseen."""
        self._ecrire(_cle_ancre(tete), {"position": tete.position, "empreinte": tete.empreinte})

    def ancres(self) -> list[Tete]:
        """Every anchor, oldest first, but those that `illisibles` names."""
        lues = (self._lire(cle, _tete) for cle in self._cles(ANCRES))
        return [lue for lue in lues if lue is not None]

    def clore_restauration(self, le: datetime, perdues: Sequence[Tete]) -> None:
        """Set aside the anchors that a restored, older database cannot meet; what they were stays written."""
        contenu = {"le": le.isoformat(), "ancres_perdues": [{"position": a.position, "empreinte": a.empreinte} for a in perdues]}
        self._ecrire(f"{RESTAURATIONS}{le:%Y%m%dT%H%M%S%f}.json", contenu)
        for ancre in perdues:
            self._stockage.supprimer(_cle_ancre(ancre))

    def _ecrire(self, cle: str, contenu: Mapping[str, object]) -> None:
        self._stockage.ecrire(cle, json.dumps(contenu).encode())

    def _lire(self, cle: str, comprendre: "Callable[[Mapping[str, Any]], T]") -> T | None:
        try:
            return comprendre(json.loads(self._stockage.lire(cle)))
        except (ValueError, KeyError, TypeError):
            return None

    def _cles(self, prefixe: str) -> list[str]:
        # a name that starts with a dot is a write that a crash cut short
        ecrites = (cle for cle in self._stockage.cles() if cle.startswith(prefixe) and cle.endswith(".json"))
        return sorted(cle for cle in ecrites if not cle.startswith(f"{prefixe}."))


def _effacement(lu: Mapping[str, Any]) -> Effacement:
    return Effacement(str(lu["objet"]), uuid.UUID(lu["objet_id"]), [str(c) for c in lu["cles_stockage"]])


def _tete(lu: Mapping[str, Any]) -> Tete:
    return Tete(int(lu["position"]), str(lu["empreinte"]))


def _uuid(texte: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(texte)
    except ValueError:
        return None


def _cle_ancre(tete: Tete) -> str:
    return f"{ANCRES}{tete.position:015d}-{tete.empreinte[:12]}.json"
