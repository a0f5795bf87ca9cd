"""What must survive the database, and a restore of an older one: which objects were erased, and where the audit journal stood.

One small file each, under REGISTRE_URL, kept and backed up apart from the database. Ids and hashes only, of no one.
"""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.storage import Stockage
from app.services.journal import Tete

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
        """Every erasure kept."""
        for cle in self._cles(EFFACEMENTS):
            lu = json.loads(self._stockage.lire(cle))
            yield Effacement(str(lu["objet"]), uuid.UUID(lu["objet_id"]), [str(c) for c in lu["cles_stockage"]])

    def ancrer(self, tete: Tete) -> None:
        """Note where the journal stands: from now on its first `tete.position` events can neither change nor go unseen."""
        self._ecrire(_cle_ancre(tete), {"position": tete.position, "empreinte": tete.empreinte})

    def ancres(self) -> list[Tete]:
        """Every anchor, oldest first."""
        lues = [json.loads(self._stockage.lire(cle)) for cle in self._cles(ANCRES)]
        return [Tete(int(lu["position"]), str(lu["empreinte"])) for lu in lues]

    def clore_restauration(self, le: datetime, perdues: Sequence[Tete]) -> None:
        """Set aside the anchors that a restored, older database cannot meet; what they were stays written."""
        contenu = {"le": le.isoformat(), "ancres_perdues": [{"position": a.position, "empreinte": a.empreinte} for a in perdues]}
        self._ecrire(f"{RESTAURATIONS}{le:%Y%m%dT%H%M%S%f}.json", contenu)
        for ancre in perdues:
            self._stockage.supprimer(_cle_ancre(ancre))

    def _ecrire(self, cle: str, contenu: Mapping[str, object]) -> None:
        self._stockage.ecrire(cle, json.dumps(contenu).encode())

    def _cles(self, prefixe: str) -> list[str]:
        # a name that starts with a dot is a write that a crash cut short
        return sorted(cle for cle in self._stockage.cles() if cle.startswith(prefixe) and not cle.startswith(f"{prefixe}."))


def _cle_ancre(tete: Tete) -> str:
    return f"{ANCRES}{tete.position:015d}-{tete.empreinte[:12]}.json"
