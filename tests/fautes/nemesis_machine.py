"""Faults of the machine: the index's folder, the disk, the clock, another version of the software."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.fautes import invariants
from tests.fautes.banc import Banc, Mesure
from tests.fautes.clients import CV
from tests.fautes.nemesis import attendre_index
from tests.fautes.produit import RACINE, Produit

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")


def monter(*mots: str) -> bool:
    """`mount …`; False where that is not allowed (no root, a container)."""
    return os.geteuid() == 0 and subprocess.run(["mount", *mots], capture_output=True, check=False).returncode == 0


def peut_monter() -> bool:
    """Whether this account may mount file systems."""
    essai = Path("/tmp") / f"fautes-montage-{os.getpid()}"
    essai.mkdir()
    try:
        return monter("-t", "tmpfs", "-o", "size=1m", "fautes", str(essai))
    finally:
        subprocess.run(["umount", str(essai)], capture_output=True, check=False)
        essai.rmdir()


@contextmanager
def lecture_seule(dossier: Path) -> Iterator[None]:
    """The folder cannot be written to: bound read-only under root, whom permissions do not hold, else by its permissions."""
    if monter("--bind", str(dossier), str(dossier)):
        monter("-o", "remount,ro,bind", str(dossier))
        try:
            yield
        finally:
            subprocess.run(["umount", "-l", str(dossier)], check=True)
        return
    dossier.chmod(0o500)
    try:
        yield
    finally:
        dossier.chmod(0o700)


def _plus_gros(dossier: Path) -> list[Path]:
    """Chroma's own files, largest first."""
    return sorted((f for f in dossier.rglob("*") if f.is_file() and not f.name.startswith(".")), key=lambda f: -f.stat().st_size)


def _supprimer(banc: Banc) -> None:
    shutil.rmtree(banc.produit.chroma)


def _tronquer(banc: Banc) -> None:
    for fichier in _plus_gros(banc.produit.chroma)[:2]:
        os.truncate(fichier, fichier.stat().st_size // 2)


def _ecraser(banc: Banc) -> None:
    for fichier in _plus_gros(banc.produit.chroma)[:2]:
        with fichier.open("r+b") as octets:
            octets.seek(banc.hasard.randrange(max(1, fichier.stat().st_size - 4096)) if banc.hasard.random() < 0.5 else 0)
            octets.write(banc.hasard.randbytes(4096))


ATTEINTES: dict[str, Callable[[Banc], None]] = {"supprimé": _supprimer, "tronqué": _tronquer, "écrasé": _ecraser}


def abimer_index(banc: Banc, mesure: Mesure, *, a_chaud: tuple[str, ...], a_froid: tuple[str, ...], figer: bool) -> None:
    """F5: the index's folder damaged while it serves, damaged between two runs, read-only, wanted by a second process."""
    produit = banc.produit
    with banc.gens():
        attendre_index(banc, mesure)
        for nom in a_chaud:
            banc.laisser_faire(1)
            ATTEINTES[nom](banc)
            banc.laisser_faire(3)
            attendre_index(banc, mesure)
            mesure.details[f"{nom} à chaud"] = f"{mesure.retablissements[-1]} s"
        for nom in a_froid:
            assert produit.api is not None
            produit.api.tuer()
            time.sleep(0.5)  # the index's own process ends its write
            ATTEINTES[nom](banc)
            produit.demarrer()
            attendre_index(banc, mesure)
            mesure.details[f"{nom} à froid"] = f"{mesure.retablissements[-1]} s"
        if figer:
            assert produit.api is not None
            produit.api.tuer()
            time.sleep(0.5)
            with lecture_seule(produit.chroma):
                produit.demarrer()
                banc.laisser_faire(5)
            attendre_index(banc, mesure)
            mesure.details["lecture seule"] = f"{mesure.retablissements[-1]} s"
    intrus = produit.lancer("api", "0")
    code = intrus.popen.wait(120)
    mesure.details["second processus"] = f"refusé, code {code}"
    if code == 0 or "est déjà ouvert par le processus" not in produit.fin_du_journal():
        banc.histoire.fautes.append(f"un second processus sur le dossier de l'index : code {code}")
    attendre_index(banc, mesure)


@contextmanager
def plein(dossier: Path) -> Iterator[None]:
    """Fill the file system of `dossier` to the last byte."""
    bouchon = dossier / ".bouchon"
    with suppress(OSError), bouchon.open("wb", buffering=0) as fichier:
        while fichier.write(b"\0" * 65536):
            pass
    try:
        yield
    finally:
        bouchon.unlink(missing_ok=True)


def remplir_disque(banc: Banc, mesure: Mesure, duree_s: float) -> None:
    """F6: no room for files and index, then none for PostgreSQL: refusals that say so, nothing torn, all well once there is room."""
    produit = banc.produit
    gros = CV + b"\n%" + b"x" * 2_000_000
    for nom, dossier in (("fichiers", produit.dossier), ("postgres", produit.serveur.etat)):
        with banc.gens():
            banc.laisser_faire(2)
            depuis = len(banc.histoire.operations)
            with plein(dossier):
                fin = time.monotonic() + duree_s
                while time.monotonic() < fin:
                    produit.serveur.entretenir()
                    banc.recruteur.appeler("gros_depot", "POST", "/cvs/upload", (403, 503), files={"file": ("cv.pdf", gros, "application/pdf")})
                    banc.laisser_faire(0.5)
            debut = time.monotonic()
            produit.serveur.entretenir()
            produit.attendre_pret()
            mesure.noter_retour(time.monotonic() - debut)
            depots = [o.statut for o in banc.histoire.operations[depuis:] if o.quoi == "deposer"]
            mesure.details[nom] = f"dépôts {dict(sorted(Counter(depots).items()))}"
            banc.laisser_faire(2)
    attendre_index(banc, mesure)


@contextmanager
def disques_etroits(dossier: Path, etat_pg: Path) -> Iterator[None]:
    """Two small file systems in memory, for the product's files and for PostgreSQL."""
    for point, taille in ((dossier, "48m"), (etat_pg, "600m")):
        if not monter("-t", "tmpfs", "-o", f"size={taille},mode=711", "fautes", str(point)):
            raise PermissionError("F6 wants root, to mount a small tmpfs")
    try:
        yield
    finally:
        for point in (dossier, etat_pg):
            subprocess.run(["umount", "-l", str(point)], check=False)


def horloge(decalage: Path) -> dict[str, str]:
    """Environment of a process whose wall clock follows the file `decalage` ("+2h"); its monotonic clock stays true."""
    decalage.write_text("+0")
    decalage.chmod(0o644)
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(decalage),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DISABLE_SHM": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def bouger_horloge(banc: Banc, mesure: Mesure, decalage: Path) -> None:
    """F7: the wall clock jumps two hours ahead, then two hours back, under the API and PostgreSQL together. Jobs still end, tokens age."""
    produit = banc.produit
    banc.histoire.tolere_401 = True
    entetes = dict(banc.recruteur.entetes)
    for saut in ("+2h", "-2h", "+0"):
        with banc.gens(nombre=2):
            banc.laisser_faire(2)
            provisoire = decalage.with_suffix(".neuf")
            provisoire.write_text(saut)
            provisoire.chmod(0o644)
            provisoire.replace(decalage)
            banc.laisser_faire(4)
            if saut == "+2h":
                statut = httpx.get(f"{produit.adresse}/api/auth/me", headers=entetes, timeout=20).status_code
                if statut != 401:
                    banc.histoire.fautes.append(f"un jeton d'une heure vaut encore après deux : {statut}")
        for candidat in banc.candidats[-2:]:
            candidat.connecter()
            candidat.deposer()
        debut = time.monotonic()
        banc.histoire.fautes += invariants.attendre_le_calme(produit, 60)
        mesure.noter_retour(time.monotonic() - debut)
        decale = abs(float(str(produit.lire("select extract(epoch from clock_timestamp())")[0][0])) - time.time())
        mesure.details[saut] = f"base décalée de {decale:.0f} s"


def autre_version(banc: Banc, mesure: Mesure) -> None:
    """F8: a newer version migrates the database under our feet: we go on serving, and refuse to start anew; three first starts at once all succeed."""
    produit = banc.produit
    [(version,)] = produit.lire("select version_num from alembic_version")
    with banc.gens():
        banc.laisser_faire(1)
        produit.lire("update alembic_version set version_num = 'ffff00000000'")
        banc.laisser_faire(4)
        pret = httpx.get(f"{produit.adresse}/ready", timeout=10)
        if (pret.status_code, pret.json()["migrations"]) != (200, "degrade"):
            banc.histoire.fautes.append(f"/ready pendant un déploiement : {pret.status_code} {pret.text[:200]}")
        refus = produit.cli("verifier")
        if refus.returncode == 0 or "version plus récente" not in refus.stderr:
            banc.histoire.fautes.append(f"ancienne version sur un schéma plus récent : {refus.returncode} {refus.stderr[-300:]}")
        produit.lire("update alembic_version set version_num = %s", version)
    mesure.injections = 1
    _demarrages_simultanes(produit, banc, mesure)


def _demarrages_simultanes(produit: Produit, banc: Banc, mesure: Mesure) -> None:
    produit.serveur.base, ancienne = "vierge", produit.serveur.base
    try:
        url = produit.serveur.demarrer()
    finally:
        produit.serveur.base = ancienne
    dossier = produit.dossier / "vierge"
    env = os.environ | produit.env | {"DATABASE_URL": url, "CHROMA_PERSIST_DIR": str(dossier / "c"), "STORAGE_URL": str(dossier / "s")}
    env |= {"CV_EXTRAITS_DIR": str(dossier / "e"), "REGISTRE_URL": str(dossier / "r")}
    commande = [sys.executable, "-m", "app.cli", "verifier"]
    lances = [subprocess.Popen(commande, cwd=RACINE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(3)]
    sorties = [(p.communicate(timeout=180)[0], p.returncode) for p in lances]
    mesure.injections += len(lances)
    banc.histoire.fautes += [f"premier démarrage à plusieurs : code {code} {sortie[-300:]}" for sortie, code in sorties if code != 0]
