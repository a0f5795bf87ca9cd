"""Files, behind one small class over fsspec: a local folder by default, `s3://` by configuration."""

import os
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath

import fsspec


class Stockage:
    """Bytes by key. A key is made here, never from a user's file name.

    Local writes are durable before `ecrire` returns: temporary file, fsync, rename, fsync of the folders.
    OSError passes through (a full disk is the caller's to name).
    """

    def __init__(self, url: str) -> None:
        self._local = Path(url) if "://" not in url else None
        if self._local is not None:
            self._local.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._fs, racine = fsspec.core.url_to_fs(url)
        self._racine = PurePosixPath(racine)

    def nouvelle_cle(self, suffixe: str) -> str:
        """A random key; two hexadecimal digits spread the folders."""
        nom = uuid.uuid4().hex
        return f"{nom[:2]}/{nom}{suffixe}"

    def ecrire(self, cle: str, contenu: bytes) -> None:
        """Store `contenu` under `cle`, whole or not at all."""
        if self._local is None:
            with self._fs.open(str(self._racine / cle), "wb") as fichier:
                fichier.write(contenu)
            return
        cible = self._local / cle
        cible.parent.mkdir(exist_ok=True, mode=0o700)
        ecrire_durable(cible, contenu)
        # the folder of two digits may be new: its own name must last too
        _synchroniser(self._local)

    def lire(self, cle: str) -> bytes:
        """The bytes under `cle`. Raises FileNotFoundError."""
        contenu: bytes = self._fs.cat_file(str(self._racine / cle))
        return contenu

    def supprimer(self, cle: str) -> None:
        """Remove `cle`; absent is fine."""
        if self._fs.exists(str(self._racine / cle)):
            self._fs.rm_file(str(self._racine / cle))

    def cles(self) -> Iterator[str]:
        """Every key stored."""
        for chemin in self._fs.find(str(self._racine)):
            yield str(PurePosixPath(chemin).relative_to(self._racine))

    def modifie_le(self, cle: str) -> datetime:
        """When `cle` was written (UTC); now, when it is gone."""
        try:
            instant: datetime = self._fs.modified(str(self._racine / cle))
        except FileNotFoundError:
            return datetime.now(timezone.utc)
        return instant if instant.tzinfo else instant.replace(tzinfo=timezone.utc)


def ecrire_durable(cible: Path, contenu: bytes) -> None:
    """Write a local file so that a crash leaves the old one, the new one, or none."""
    provisoire = cible.with_name(f".{cible.name}.{uuid.uuid4().hex[:8]}")
    try:
        descripteur = os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "wb") as fichier:
            fichier.write(contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(cible)
    except OSError:
        provisoire.unlink(missing_ok=True)
        raise
    _synchroniser(cible.parent)


def _synchroniser(dossier: Path) -> None:
    """Make the names in a folder last."""
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
