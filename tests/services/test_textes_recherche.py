"""Which words a search by words may rank by: rare ones, so that it never reads the whole table."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql

from app.models import Offre
from app.services import textes_recherche
from app.services.textes_recherche import Frequences
from tests.conftest import OFFRE, Compte

METIERS = ("Soudeur", "Soudeur", "Soudeur", "Tourneur", "Tourneur", "Fraiseur")


@pytest.fixture
def atelier(recruteur: Compte, unite):
    for metier in METIERS:
        assert (
            recruteur.post("/offres", json={**OFFRE, "titre": f"{metier} en atelier", "description": f"{metier} sur machines en atelier."}).status_code == 201
        )
    with unite() as session:
        # the transaction sees its own count of rows, as a table that lives sees the last analyse's
        session.execute(text("analyze offres"))


def mots(unite, frequences: Frequences, texte: str) -> str | None:
    with unite() as session:
        requete = frequences.requete_un(session, Offre, texte)
        if requete is None:
            return None
        session.execute(select(Offre.id).where(Offre.recherche.op("@@")(requete)))
        return str(requete.compile(dialect=postgresql.dialect()).params["param_1"])


def test_a_small_table_is_ranked_by_every_word(atelier, unite):
    assert mots(unite, Frequences(), "le soudeur et the atelier") == "'ateli' | 'soudeur'"


def test_a_common_word_is_left_out_of_a_large_table(atelier, unite, monkeypatch):
    monkeypatch.setattr(textes_recherche, "LIGNES_PAR_MOT_MIN", 1)
    monkeypatch.setattr(textes_recherche, "LIGNES_MAX", 3)
    # two words of the same three rows cost no more than one; another row would be one too many
    assert mots(unite, Frequences(), "soudeur soudeurs fraiseur machines") == "'fraiseur'"
    assert mots(unite, Frequences(), "soudeur soudeurs machines") == "'soudeur'"
    assert mots(unite, Frequences(), "tourneur fraiseur machines inconnu") == "'inconnu' | 'fraiseur' | 'tourneur'"
    assert mots(unite, Frequences(), "machines") is None


def test_the_sample_is_read_again_only_when_it_is_old_and_keeps_no_rare_word(atelier, unite, monkeypatch):
    monkeypatch.setattr(textes_recherche, "LIGNES_MAX", 3)
    frequences = Frequences()
    assert mots(unite, frequences, "fraiseur machines") == "'fraiseur'"
    lu = frequences._lues["offres"]
    assert mots(unite, frequences, "machines") is None
    assert frequences._lues["offres"] is lu
    assert all(bits.bit_count() >= textes_recherche.LIGNES_PAR_MOT_MIN for bits in lu.presence.values())
    assert "fraiseur" not in lu.presence
    monkeypatch.setattr(textes_recherche.time, "monotonic", lambda: lu.perime_a + 1)
    mots(unite, frequences, "machines")
    assert frequences._lues["offres"] is not lu
