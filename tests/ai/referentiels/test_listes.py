"""How much of everyday names and of plain prose is linked right (names set aside before the lexicon was written)."""

import json
from pathlib import Path

import pytest

from app.ai.referentiels import lexique
from app.ai.referentiels.normalisation import cle
from app.services import demonstration

DONNEES = Path(__file__).parent / "donnees"


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_everyday_names_are_linked_right(langue: str) -> None:
    lex = lexique()
    lignes = [li.split("\t") for li in (DONNEES / f"liste_{langue}.tsv").read_text(encoding="utf-8").splitlines() if li and not li.startswith("#")]
    assert len(lignes) >= 200
    justes, faux = 0, []
    for nom, attendu in lignes:
        concept = lex.lier(nom)
        if concept is None:
            justes += attendu == "-"
        elif cle(attendu) in {cle(n) for n in lex.noms(concept.id)}:
            justes += 1
        else:
            faux.append((nom, concept.id))
    assert justes / len(lignes) >= 0.90
    assert len(faux) / len(lignes) <= 0.01, faux


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_plain_prose_holds_no_skill(langue: str) -> None:
    texte = (DONNEES / f"prose_{langue}.txt").read_text(encoding="utf-8")
    assert [(m.concept_id, m.brut) for m in lexique().trouver(texte)] == []


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_stories_full_of_words_that_look_like_skills_hold_none(langue: str) -> None:
    texte = (DONNEES / f"prose_pieges_{langue}.txt").read_text(encoding="utf-8")
    assert [(m.concept_id, m.brut) for m in lexique().trouver(texte)] == []


def test_no_skill_of_the_demonstration_s_offers_is_unknown() -> None:
    offres = json.loads((Path(demonstration.__file__).parent / "donnees" / "offres.json").read_text(encoding="utf-8"))["offres"]
    noms = {nom for offre in offres for nom in (*offre["requises"], *offre["souhaitees"])}
    assert sorted(nom for nom in noms if lexique().lier(nom) is None) == []


def test_tasks_and_certificates_as_people_write_them() -> None:
    lignes = [li.split("\t") for li in (DONNEES / "liste_taches.tsv").read_text(encoding="utf-8").splitlines() if not li.startswith("#")]
    assert len(lignes) >= 300
    lies = {nom: lexique().lier(nom) for nom, _ in lignes}
    assert [(nom, attendu, lie and lie.fr) for (nom, attendu), lie in zip(lignes, lies.values(), strict=True) if lie is None or lie.fr != attendu] == []
