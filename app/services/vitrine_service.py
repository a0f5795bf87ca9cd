"""The most read page: an open offer as everybody sees it, rendered at each write and kept while it is asked for.

What a process shows was true in the database less than a second ago, and it forgets at once what it writes itself: a visitor may see another
process's change a second late. Once a second at most, one statement asks for all kept offers whether their rows are still the same.
"""

import hashlib
import json
import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.db import LectureSeule
from app.core.errors import Code, ErreurMetier
from app.schemas.offres import OffreRead
from app.services import offre_queries
from app.services.offre_rendu import etag_de, rendre_offre

FRAICHEUR_S = 1.0
DEMANDE_S = 10.0
GARDEES_MAX = 2_000
# a change of the answer's shape makes older renderings stale: they are built again on reading
FORME = hashlib.sha256(json.dumps(OffreRead.model_json_schema(), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class RenduPublic:
    """An answer ready to be sent: JSON of an `OffreRead`, and its entity tag."""

    json: str
    etag: str


@dataclass
class _Gardee:
    """What is kept of an offer; times are monotonic seconds, `ecriture` tells the row's last write."""

    rendu: RenduPublic
    ecriture: str
    vraie_a: float
    demandee_a: float


class VitrineService:
    """Open offers, one of these a process."""

    def __init__(self, lecture: LectureSeule) -> None:
        self._lecture = lecture
        self._gardees: OrderedDict[uuid.UUID, _Gardee] = OrderedDict()
        self._oublis = 0
        self._verrou, self._relecture = threading.Lock(), threading.Lock()

    def gardee(self, offre_id: uuid.UUID) -> RenduPublic | None:
        """The offer when it was true less than a second ago; waits for nothing."""
        gardee, maintenant = self._gardees.get(offre_id), time.monotonic()
        if gardee is None:
            return None
        gardee.demandee_a = maintenant
        return gardee.rendu if maintenant - gardee.vraie_a < FRAICHEUR_S else None

    def get_offre(self, offre_id: uuid.UUID) -> RenduPublic:
        """An open offer, as it is now or was less than a second ago. Raises OFFRE_INTROUVABLE."""
        if offre_id in self._gardees:
            # the first thread asks for all that is kept, those behind it find the answer
            with self._relecture:
                if self.gardee(offre_id) is None:
                    self._relire()
        return self.gardee(offre_id) or self._lire(offre_id)

    def _relire(self) -> None:
        debut = time.monotonic()
        with self._verrou:
            chaudes = {i: g for i, g in self._gardees.items() if debut - g.demandee_a < DEMANDE_S}
        with self._lecture() as connexion:
            ouvertes = dict(connexion.execute(offre_queries.ECRITURES, {"offre_ids": list(chaudes)}).all())
        with self._verrou:
            for offre_id, gardee in list(self._gardees.items()):
                if chaudes.get(offre_id) is gardee and ouvertes.get(offre_id) == gardee.ecriture:
                    gardee.vraie_a = debut
                elif gardee.vraie_a < debut:
                    del self._gardees[offre_id]

    def _lire(self, offre_id: uuid.UUID) -> RenduPublic:
        debut, oublis = time.monotonic(), self._oublis
        with self._lecture() as connexion:
            ligne = connexion.execute(offre_queries.RENDU_PUBLIC, {"offre_id": offre_id}).one_or_none()
            if ligne is None:
                raise ErreurMetier(Code.OFFRE_INTROUVABLE)
            texte, forme, version, ecriture = ligne
            if forme != FORME:
                with Session(connexion) as session:
                    texte = rendre_offre(session.execute(offre_queries.offre_visible(None, offre_id)).scalar_one(), None).model_dump_json()
        rendu = RenduPublic(texte, etag_de(version))
        with self._verrou:
            # written here while it was read: it may be the row of before
            if oublis == self._oublis:
                self._gardees[offre_id] = _Gardee(rendu, ecriture, debut, debut)
            if len(self._gardees) > GARDEES_MAX:
                self._gardees.popitem(last=False)
        return rendu

    def oublier(self, offre_id: uuid.UUID) -> None:
        """Read `offre_id` again next time: it has just been written."""
        with self._verrou:
            self._oublis += 1
            self._gardees.pop(offre_id, None)
