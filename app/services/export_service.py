"""All that is held of a person, as one archive: what every personal column says of them, and their original files.

The rows are read in one short transaction; the archive is then made while it is sent, a file at a time, without a connection.
"""

import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from sqlalchemy import Executable
from sqlalchemy.orm import Session

from app.services.acteur import Acteur
from app.services.export_queries import cles_des_fichiers, offres_visees, sections
from app.services.journal import journaliser
from app.services.limites import Limite
from app.services.ressources import Ressources

FORMAT = "1"
EXPORTS_PAR_HEURE = 10
MORCEAU = 1 << 16
LISEZMOI = """Vos données, telles que la plateforme les détient.

donnees.json : une liste par table, les colonnes qui vous concernent ; le schéma est décrit dans docs/donnees.md.
cvs/ : vos fichiers d'origine, nommés par l'identifiant de chaque CV.
"""


class ExportService:
    """The right of access."""

    def __init__(self, ressources: Ressources) -> None:
        self._r = ressources
        self._limite = Limite(ressources.unite, "exports", EXPORTS_PAR_HEURE, timedelta(hours=1))

    def exporter(self, acteur: Acteur) -> Iterator[bytes]:
        """The archive of the caller, in pieces. Raises TROP_DE_REQUETES, before the first piece."""
        self._limite.prendre(str(acteur.id))
        with self._r.unite() as session:
            journaliser(session, acteur.id, "donnees_exportees", "utilisateur", acteur.id)
            session.flush()
            donnees = _donnees(session, acteur)
            fichiers = {f"cvs/{cv_id}{_suffixe(cle)}": cle for cv_id, cle in session.execute(cles_des_fichiers(acteur.id))}
        return self._archive(json.dumps(donnees, ensure_ascii=False, indent=1, default=_en_json).encode(), fichiers)

    def _archive(self, donnees: bytes, fichiers: Mapping[str, str]) -> Iterator[bytes]:
        tampon, manquants = _Tampon(), []
        # the buffer cannot seek, so that the archive needs no more memory than one file
        with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("LISEZMOI.txt", LISEZMOI)
            archive.writestr("donnees.json", donnees)
            yield from tampon.vider()
            for nom, cle in fichiers.items():
                try:
                    archive.writestr(nom, self._r.stockage.lire(cle), zipfile.ZIP_STORED)
                except FileNotFoundError:
                    manquants.append(nom)
                yield from tampon.vider()
            if manquants:
                archive.writestr("fichiers_manquants.txt", "\n".join(manquants))
        yield from tampon.vider()


def _donnees(session: Session, acteur: Acteur) -> dict[str, object]:
    lues = {nom: _lignes(session, requete) for nom, requete in sections(acteur.id)}
    return {"format": FORMAT, "genere_le": datetime.now(timezone.utc), **lues, "offres_visees": _lignes(session, offres_visees(acteur.id))}


def _lignes(session: Session, requete: Executable) -> Sequence[dict[str, object]]:
    return [dict(ligne) for ligne in session.execute(requete).mappings()]


def _suffixe(cle: str) -> str:
    return ".docx" if cle.endswith(".docx") else ".pdf"


def _en_json(valeur: object) -> object:
    if isinstance(valeur, datetime):
        return valeur.isoformat()
    if isinstance(valeur, Decimal):
        return float(valeur)
    if isinstance(valeur, uuid.UUID):
        return str(valeur)
    raise TypeError(type(valeur).__name__)


class _Tampon:
    """What `zipfile` writes to: bytes wait here until they are sent."""

    def __init__(self) -> None:
        self._morceaux: list[bytes] = []

    def write(self, octets: bytes) -> int:
        """Take bytes."""
        self._morceaux.append(bytes(octets))
        return len(octets)

    def flush(self) -> None:
        """Nothing to do: `vider` empties."""

    def close(self) -> None:
        """Nothing is held."""

    def vider(self) -> Iterator[bytes]:
        """What was written since, cut small: the server holds a piece until it is read."""
        octets, self._morceaux = b"".join(self._morceaux), []
        for debut in range(0, len(octets), MORCEAU):
            yield octets[debut : debut + MORCEAU]
