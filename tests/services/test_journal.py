"""The audit journal: nothing changes it, every change is seen, an act whose line cannot be written does not happen."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from app.models import EvenementAudit, JetonRenouvellement, MaillonAudit
from app.services.coherence import Coherence
from app.services.journal import journaliser, lire_tete, oublier_motifs, verifier_chaine
from app.services.ressources import Ressources
from tests.conftest import MOT_DE_PASSE, Compte

QUI, QUOI = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def journal(reelles: Ressources) -> Ressources:
    """Six events, each committed by itself, the last with a reason."""
    for n in range(6):
        with reelles.unite() as session:
            journaliser(session, QUI, f"essai_{n}", "cv", QUOI, "parce que" if n == 5 else None)
    return reelles


@contextmanager
def sans_garde(ressources: Ressources) -> Iterator[Connection]:
    """What somebody with every right on the database could do: triggers off."""
    with ressources.moteur.begin() as connexion:
        for table in ("journal_audit", "journal_chaine"):
            connexion.execute(text(f"alter table {table} disable trigger user"))
        yield connexion
        for table in ("journal_audit", "journal_chaine"):
            connexion.execute(text(f"alter table {table} enable trigger user"))


def genres(ressources: Ressources) -> list[tuple[str, str]]:
    return [(genre, objet) for genre, objet, _ in verifier_chaine(ressources.unite)]


def test_the_chain_of_an_honest_journal_holds(journal: Ressources):
    assert genres(journal) == []
    with journal.unite() as session:
        assert lire_tete(session).position == 6
        maillons = session.execute(select(MaillonAudit.position, MaillonAudit.evenement_id).order_by(MaillonAudit.position)).all()
        ids = session.execute(select(EvenementAudit.id).order_by(EvenementAudit.id)).scalars().all()
    assert maillons == list(zip(range(1, 7), ids, strict=True))


@pytest.mark.parametrize("table", ["journal_audit", "journal_chaine"])
@pytest.mark.parametrize("ordre", ["update {t} set {c} = {c}", "delete from {t}", "truncate {t} cascade"])
def test_the_database_refuses_every_change(journal: Ressources, table: str, ordre: str):
    colonne = "action" if table == "journal_audit" else "empreinte"
    with pytest.raises(DBAPIError, match="ajout seul"), journal.moteur.begin() as connexion:
        connexion.execute(text(ordre.format(t=table, c=colonne)))
    assert genres(journal) == []


@pytest.mark.parametrize(
    ("degats", "attendus"),
    [
        ("update journal_audit set action = 'autre' where action = 'essai_2'", [("journal_altere", "3")]),
        ("update journal_audit set acteur_id = null where action = 'essai_0'", [("journal_altere", "1")]),
        ("update journal_audit set cree_le = cree_le + interval '1 microsecond' where action = 'essai_4'", [("journal_altere", "5")]),
        ("delete from journal_audit where action = 'essai_3'", [("journal_rompu", "4")]),
        ("delete from journal_chaine where position = 4", [("journal_rompu", "5"), ("journal_hors_chaine", "{3}")]),
        ("update journal_chaine set position = case position when 2 then 3 else 2 end where position in (2, 3)", [("journal_altere", "2"), ("journal_altere", "3"), ("journal_altere", "4")]),
        ("insert into journal_audit (action, objet) values ('glisse', 'cv')", [("journal_hors_chaine", "{6}")]),
        ("delete from journal_chaine where position > 4; delete from journal_motifs; delete from journal_audit where action in ('essai_4', 'essai_5')", [("journal_tete", "6")]),
        ("update journal_motifs set texte = 'autre chose'", [("motif_altere", "{5}")]),
    ],
)  # fmt: skip
def test_every_damage_is_seen(journal: Ressources, degats: str, attendus: list[tuple[str, str]]):
    with journal.unite() as session:
        premier = session.execute(select(EvenementAudit.id).order_by(EvenementAudit.id).limit(1)).scalar_one()
    with sans_garde(journal) as connexion:
        connexion.execute(text("alter table journal_chaine drop constraint pk_journal_chaine"))
        connexion.execute(text(degats))
        connexion.execute(text("alter table journal_chaine add constraint pk_journal_chaine primary key (position)"))
    assert genres(journal) == [(genre, objet.format(*range(premier, premier + 7))) for genre, objet in attendus]


def test_an_end_cut_off_with_care_is_seen_against_the_ledger(journal: Ressources):
    """Events, links and head cut together leave a shorter chain that holds: only the anchor kept elsewhere tells."""
    coherence = Coherence(journal)
    assert coherence.verifier() == []
    with sans_garde(journal) as connexion:
        connexion.execute(text("delete from journal_motifs"))
        connexion.execute(text("delete from journal_audit where action in ('essai_4', 'essai_5')"))
        connexion.execute(text("delete from journal_chaine where position > 4"))
        connexion.execute(text("update journal_tete set position = 4, empreinte = (select empreinte from journal_chaine where position = 4)"))
    assert genres(journal) == []
    assert [(e.genre, e.objet) for e in coherence.verifier()] == [("journal_tronque", "6")]
    for n in range(5):
        with journal.unite() as session:
            journaliser(session, QUI, f"refait_{n}", "cv", QUOI)
    assert [(e.genre, e.objet) for e in coherence.verifier()] == [("journal_tronque", "6")], "growing again does not hide it"


def test_a_reason_can_be_erased_and_the_chain_still_holds(journal: Ressources):
    with journal.unite() as session:
        oublier_motifs(session, [QUOI])
        assert session.execute(text("select count(*) from journal_motifs")).scalar_one() == 0
    assert genres(journal) == []


def test_writers_at_once_make_one_chain(reelles: Ressources):
    """Forty threads, some with two events in a transaction, some that roll back."""

    def ecrire(n: int) -> None:
        try:
            with reelles.unite() as session:
                journaliser(session, QUI, f"fil_{n}", "cv", None)
                if n % 5 == 0:
                    journaliser(session, QUI, f"fil_{n}_bis", "cv", None)
                if n % 7 == 0:
                    raise RuntimeError
        except RuntimeError:
            pass

    fils = [threading.Thread(target=ecrire, args=(n,)) for n in range(40)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert genres(reelles) == []
    with reelles.unite() as session:
        attendus = sum(1 + (n % 5 == 0) for n in range(40) if n % 7)
        assert lire_tete(session).position == attendus == len(session.execute(select(EvenementAudit.id)).all())


def test_an_act_whose_line_cannot_be_written_does_not_happen(client_reel, reelles: Ressources):
    corps = {"email": "a@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": "candidat"}
    assert client_reel.post("/api/auth/register", json=corps).status_code == 201
    with reelles.moteur.begin() as connexion:
        connexion.execute(text("alter table journal_audit add constraint panne check (action <> 'connexion') not valid"))
    try:
        refus = client_reel.post("/api/auth/login", json={"email": "a@example.com", "password": MOT_DE_PASSE})
        assert (refus.status_code, "access_token" in refus.json()) == (409, False)
    finally:
        with reelles.moteur.begin() as connexion:
            connexion.execute(text("alter table journal_audit drop constraint panne"))
    # and when it is the chain that cannot go on, at the moment of the commit
    with reelles.moteur.begin() as connexion:
        connexion.execute(text("delete from journal_tete"))
    try:
        refus = client_reel.post("/api/auth/login", json={"email": "a@example.com", "password": MOT_DE_PASSE})
        assert (refus.status_code, "access_token" in refus.json()) == (500, False)
    finally:
        with reelles.moteur.begin() as connexion:
            connexion.execute(
                text("insert into journal_tete (position, empreinte) select position, empreinte from journal_chaine order by position desc limit 1")
            )
    with reelles.unite() as session:
        assert session.execute(select(JetonRenouvellement.id)).all() == []
    assert client_reel.post("/api/auth/login", json={"email": "a@example.com", "password": MOT_DE_PASSE}).status_code == 200
    assert genres(reelles) == []


def test_what_is_written_down_and_in_whose_name(client, admin: Compte, candidat: Compte, recruteur: Compte, offre: dict, cv: dict, unite):
    envoi = candidat.post("/candidatures", json={"offre_id": offre["id"], "cv_id": cv["id"]}).json()["id"]
    recruteur.get(f"/cvs/{cv['id']}")
    recruteur.get(f"/cvs/{cv['id']}/fichier")
    recruteur.get(f"/candidatures/{envoi}")
    recruteur.post("/matching/score", json={"cv_id": cv["id"], "offre_id": offre["id"]})
    assert recruteur.get(f"/offres/{offre['id']}/candidatures/comparaison", params={"ids": [envoi]}).status_code == 200
    recruteur.patch(f"/candidatures/{envoi}/statut", json={"statut": "en_revue"})
    candidat.get(f"/cvs/{cv['id']}")
    candidat.get("/api/auth/me/export")
    admin.get("/utilisateurs")
    client.post("/api/auth/login", json={"email": candidat.email, "password": "faux"})
    client.post("/api/auth/login", json={"email": "personne@example.com", "password": "faux"})
    candidat.delete(f"/cvs/{cv['id']}", params={"retirer_candidatures": True})
    noms = {uuid.UUID(c.id): nom for nom, c in (("admin", admin), ("candidat", candidat), ("recruteur", recruteur))}
    noms |= {uuid.UUID(cv["id"]): "le cv", uuid.UUID(envoi): "la candidature", uuid.UUID(offre["id"]): "l'offre", None: None}
    with unite() as session:
        lignes = session.execute(select(EvenementAudit.acteur_id, EvenementAudit.action, EvenementAudit.objet_id).order_by(EvenementAudit.id)).all()
    assert [(noms[a], action, noms[o]) for a, action, o in lignes if action not in ("inscription", "connexion")] == [
        ("recruteur", "offre_creee", "l'offre"),
        ("candidat", "cv_depose", "le cv"),
        ("candidat", "candidature_envoyee", "la candidature"),
        ("recruteur", "cv_lu", "le cv"),
        ("recruteur", "cv_telecharge", "le cv"),
        ("recruteur", "candidature_lue", "la candidature"),
        ("recruteur", "cv_compare", "le cv"),
        ("recruteur", "candidature_lue", "la candidature"),
        ("recruteur", "candidature_en_revue", "la candidature"),
        ("candidat", "donnees_exportees", "candidat"),
        ("admin", "comptes_listes", None),
        (None, "connexion_refusee", "candidat"),
        (None, "connexion_refusee", None),
        ("candidat", "candidature_retiree", "la candidature"),
        ("candidat", "cv_efface", "le cv"),
    ]
    assert sorted(noms[a] for a, action, _ in lignes if action == "connexion") == ["admin", "candidat", "recruteur"]


def test_no_status_without_a_person(client_reel, reelles: Ressources, commande_candidature: dict[str, str]):
    """What the database itself refuses, whoever asks."""
    ids = commande_candidature
    ajouter = "insert into candidatures_historique (candidature_id, depuis, vers, acteur_id, acteur_role) values (:candidature, 'recue', 'en_revue', {}, '{}')"
    for ordres, raison in (
        (["update candidatures set statut = 'refusee' where id = :candidature"], "ne vient d'aucune personne"),
        ([ajouter.format("gen_random_uuid()", "recruteur")], "n'est pas un compte recruteur"),
        ([ajouter.format(":candidat", "recruteur")], "n'est pas un compte recruteur"),
        ([ajouter.format(":recruteur", "machine")], "n'est pas un compte machine"),
        ([ajouter.format("null", "recruteur")], "n'est pas un compte recruteur"),
        ([ajouter.format(":recruteur", "recruteur"), "update candidatures set statut = 'entretien' where id = :candidature"], "ne vient d'aucune personne"),
        (["update candidatures_historique set acteur_id = :recruteur"], "ajout seul"),
        (["insert into candidatures (id, offre_id, candidat_id, statut) select gen_random_uuid(), offre_id, :recruteur, 'recue' from candidatures"], "aucune personne"),
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match=raison), reelles.moteur.begin() as connexion:
            for ordre in ordres:
                connexion.execute(text(ordre), ids)
    with reelles.moteur.begin() as connexion:
        connexion.execute(text(ajouter.format(":recruteur", "recruteur")), ids)
        connexion.execute(text("update candidatures set statut = 'en_revue' where id = :candidature"), ids)


@pytest.fixture
def commande_candidature(client_reel) -> dict[str, str]:
    """An application, committed, and who is around it."""
    from tests.conftest import CVS, OFFRE

    def compte(role: str, **champs: str) -> tuple[str, dict[str, str]]:
        corps = {"email": f"{role}@example.com", "password": MOT_DE_PASSE, "nom": "N", "prenom": "P", "role": role, **champs}
        ouvert = client_reel.post("/api/auth/register", json=corps).json()["id"]
        jetons = client_reel.post("/api/auth/login", json={"email": corps["email"], "password": MOT_DE_PASSE}).json()
        return ouvert, {"Authorization": f"Bearer {jetons['access_token']}"}

    (candidat, sien), (recruteur, autre) = compte("candidat"), compte("recruteur", entreprise="Atelier")
    fichier = {"file": ("a.pdf", (CVS / "d01_rendercv_classic_fr.pdf").read_bytes())}
    assert client_reel.post("/cvs/upload", files=fichier, headers=sien).status_code == 201
    offre = client_reel.post("/offres", json=OFFRE, headers=autre).json()["id"]
    candidature = client_reel.post("/candidatures", json={"offre_id": offre}, headers=sien).json()["id"]
    return {"candidat": candidat, "recruteur": recruteur, "candidature": candidature}


def test_a_journal_of_before_is_chained_by_the_migration(url_base: str):
    """0001 with events and reasons, then 0002, back and again: nothing is lost, and the chain holds."""
    from alembic.config import Config
    from sqlalchemy import create_engine

    from alembic import command
    from app.core.config import RACINE
    from app.core.db import create_unite_de_travail
    from tests.conftest import base_migree

    with base_migree(url_base) as url:
        configuration = Config(str(RACINE / "alembic.ini"))
        configuration.attributes["url"] = url
        command.downgrade(configuration, "0001")
        moteur = create_engine(url)
        with moteur.begin() as connexion:
            connexion.execute(text("insert into journal_audit (action, objet, motif) values ('a', 'cv', 'pour voir'), ('b', 'cv', null)"))
        for _ in range(2):
            command.upgrade(configuration, "head")
            assert list(verifier_chaine(create_unite_de_travail(moteur))) == []
            with moteur.begin() as connexion:
                assert connexion.execute(text("select position from journal_tete")).scalar_one() == 2
                assert connexion.execute(text("select texte from journal_motifs")).scalars().all() == ["pour voir"]
            command.downgrade(configuration, "0001")
            with moteur.begin() as connexion:
                assert connexion.execute(text("select action, motif from journal_audit order by id")).all() == [("a", "pour voir"), ("b", None)]
        moteur.dispose()
