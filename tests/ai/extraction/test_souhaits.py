"""Declared wishes; a residence is none."""

import time

import pytest

from app.ai.extraction.souhaits import Souhaits, trouver_souhaits
from app.core.enums import TypeContrat


@pytest.mark.parametrize(
    ("texte", "lieux"),
    [
        ("Mobilité : Lyon, Paris", ["Lyon", "Paris"]),
        ("Mobilité géographique : Bretagne et Pays de la Loire", ["Bretagne", "Pays de la Loire"]),
        ("Mobile en Île-de-France", ["Île-de-France"]),
        ("mobile sur toute la France", ["France"]),
        ("Permis B, mobile France entière", ["France"]),
        ("Mobilité nationale et internationale", ["France", "International"]),
        ("Mobilité : région lyonnaise", ["région lyonnaise"]),
        ("Mobilité Île-de-France", ["Île-de-France"]),
        ("Alternance, mobile sur Lyon et Grenoble, permis B", ["Lyon", "Grenoble"]),
        ("Je souhaite travailler à Nantes ou Rennes", ["Nantes", "Rennes"]),
        ("open to relocation to Berlin", ["Berlin"]),
        ("Willing to relocate to London or Dublin", ["London", "Dublin"]),
    ],
)
def test_lieux_souhaites(texte: str, lieux: list[str]) -> None:
    assert [souhait.valeur for souhait in trouver_souhaits(texte).lieux] == lieux


@pytest.mark.parametrize(
    "texte",
    [
        "Habite à Lyon",
        "12 rue des Lilas, 69003 Lyon",
        "Lyon, France",
        "Mobile : 06 12 34 56 78",
        "Développeur mobile en Flutter",
        "Application mobile pour Android",
        "Mobilité : oui",
        "Accompagnement de personnes à mobilité réduite",
        "Stage de fin d'études chez Renault",
        "CDI chez Airbus",
        "Recherche et développement",
        "Télétravail",
        "",
    ],
)
def test_aucun_souhait(texte: str) -> None:
    assert trouver_souhaits(texte) == Souhaits()


@pytest.mark.parametrize(
    ("texte", "contrat"),
    [
        ("Recherche un CDI", TypeContrat.cdi),
        ("Recherche d'emploi en CDI", TypeContrat.cdi),
        ("CDI souhaité", TypeContrat.cdi),
        ("looking for a permanent position", TypeContrat.cdi),
        ("recherche alternance", TypeContrat.alternance),
        ("À la recherche d'un contrat d'apprentissage", TypeContrat.alternance),
        ("Étudiant en recherche d'un stage de 6 mois", TypeContrat.stage),
        ("Looking for a 6-month internship", TypeContrat.stage),
        ("Je cherche un CDD", TypeContrat.cdd),
        ("missions freelance recherchées", TypeContrat.freelance),
    ],
)
def test_contrat(texte: str, contrat: TypeContrat) -> None:
    assert trouver_souhaits(texte).contrat is contrat


@pytest.mark.parametrize(
    ("texte", "teletravail"),
    [
        ("télétravail souhaité", True),
        ("Télétravail partiel souhaité", True),
        ("remote only", True),
        ("Recherche un poste en full remote", True),
        ("Télétravail : non", False),
        ("Outils de télétravail", None),
    ],
)
def test_teletravail(texte: str, teletravail: bool | None) -> None:
    assert trouver_souhaits(texte).teletravail is teletravail


@pytest.mark.parametrize(
    ("texte", "disponibilite"),
    [
        ("disponible immédiatement, permis B", "disponible immédiatement"),
        ("Disponible à partir de septembre 2026", "Disponible à partir de septembre 2026"),
        ("Préavis : 3 mois", "Préavis : 3 mois"),
        ("Disponibilité : immédiate", "Disponibilité : immédiate"),
        ("Available from 1 September 2026", "Available from 1 September 2026"),
        ("Notice period: 3 months", "Notice period: 3 months"),
        ("produits disponibles en magasin", None),
    ],
)
def test_disponibilite(texte: str, disponibilite: str | None) -> None:
    souhaits = trouver_souhaits(texte)
    assert souhaits.disponibilite == disponibilite
    if souhaits.span_disponibilite:
        assert texte[slice(*souhaits.span_disponibilite)] == disponibilite


def test_tout_a_la_fois_avec_les_etendues() -> None:
    texte = "Recherche un CDI à Lyon. Mobilité : Lyon, Grenoble. Télétravail souhaité. Préavis 1 mois."
    souhaits = trouver_souhaits(texte)
    assert [texte[s.debut : s.fin] for s in souhaits.lieux] == ["Lyon", "Grenoble"]
    assert [texte[slice(*span)] for span in (souhaits.span_contrat, souhaits.span_teletravail, souhaits.span_disponibilite) if span] == [
        "Recherche un CDI",
        "Télétravail souhaité",
        "Préavis 1 mois",
    ]


@pytest.mark.parametrize(
    "motif",
    ["mobilite : ", "mobile en ", "recherche ", "disponible ", "a", " ", "teletravail ", "mobile sur A, ", "recherche un un un ", "souhaite travailler a "],
)
def test_temps_lineaire(motif: str) -> None:
    texte = motif * (40_000 // len(motif))
    depart = time.process_time()
    trouver_souhaits(texte)
    assert time.process_time() - depart < 0.4
