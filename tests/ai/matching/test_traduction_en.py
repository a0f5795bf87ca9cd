"""A score's record in English: every French sentence of the scorer has its own, and names stay whole."""

import ast
from pathlib import Path

import pytest

import app.ai.matching as paquet
from app.ai.matching import mots
from app.ai.matching.traduction_en import LIBELLES, NIVEAUX, PHRASES, RECOMMANDATIONS, _duree, _texte


@pytest.mark.parametrize(
    ("francais", "anglais"),
    [
        ("L'offre ne demande pas d'expérience.", "The offer asks for no experience."),
        ("À montrer, si la pratique existe : Hygiène et sécurité.", "To be shown, where there is practice: Hygiène et sécurité."),
        (
            "À montrer, si la pratique existe : Go, Docker et Node.js. Maîtrise à préciser : Vue.js (React en est proche).",
            "To be shown, where there is practice: Go, Docker and Node.js. Command to be made clear: Vue.js (React is close to it).",
        ),
        ("Le CV annonce A2 pour anglais B2 : à vérifier à l'oral.", "The CV states A2 for English B2: to be checked in conversation."),
        ("Phrase d'une autre version.", "Phrase d'une autre version."),
    ],
)
def test_sentences(francais: str, anglais: str):
    assert _texte(francais, ["Go", "Docker", "Node.js", "Hygiène et sécurité"]) == anglais


def test_durations():
    assert _duree("2,5 ans d'expérience dans un poste proche") == "2.5 years of experience in a close post"
    assert _duree("métier voisin : 2,5 ans d'expérience (pour moitié)") == "neighbouring trade: 2.5 years of experience (for half)"
    assert (_duree("1 an d'expérience"), _duree("6 mois d'expérience")) == ("1 year of experience", "6 months of experience")


def test_every_sentence_of_the_scorer_is_known():
    connues = [fr for fr, _ in PHRASES]
    ecrites = {
        noeud.value
        for fichier in ("criteres.py", "criteres_declares.py", "score.py")
        for noeud in ast.walk(ast.parse((Path(paquet.__file__).parent / fichier).read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud.value.endswith(".") and noeud.value[:1].isupper() and " " in noeud.value
    }
    francaises = {phrase for phrase in ecrites if any(c in phrase for c in "àéèêîô'") and "'s" not in phrase}
    assert francaises and {f for f in francaises if f not in connues} == set()
    assert set(LIBELLES) == set(mots.LIBELLES) and set(RECOMMANDATIONS) == {seuil for seuil, _ in mots.RECOMMANDATIONS}
    assert set(NIVEAUX) == set(mots.NIVEAUX_ETUDES.values())
