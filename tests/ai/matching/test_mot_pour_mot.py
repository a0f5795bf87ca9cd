"""What the scorer says and writes down, to the letter, over records and pairs that reach every turn of it.

The expected values are in `attendus/`, one file a subject, to be read when they change: `python -m tests.ai.matching.test_mot_pour_mot` writes them again.
"""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from app.ai.matching.adresses import spans_adresses, spans_tiers
from app.ai.matching.explication import expliquer, forces_et_manques
from app.ai.matching.image_score import svg
from app.ai.matching.personnel import rubriques_personnelles, spans_proteges
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.ai.matching.sceau import score_des_criteres
from app.ai.matching.score import calculer_score
from app.ai.matching.traduction_en import en_anglais
from app.core.enums import Critere, Lecteur, NiveauLangue, StatutCritere, Teletravail
from app.schemas.score import CritereIgnore, CritereRead, ScoreCalcule
from tests.ai.matching import vecteurs
from tests.ai.matching.fabrique import lire, noms_cvs, verite

ATTENDUS = Path(__file__).with_name("attendus")
C, S = Critere, StatutCritere
SKILLS = ("Python", "SQL", "Docker", "Terraform", "Kubernetes", "Ansible", "Helm", "Excel")

# criterion: (sub-score, weight, outcome, met, not met, advice)
Ligne = tuple[float, int, StatutCritere, tuple[str, ...], tuple[str, ...], str | None]
FICHES: dict[str, tuple[float, dict[Critere, Ligne], frozenset[Critere]]] = {
    "tout est établi, et au-delà": (
        92.0,
        {
            C.competences_requises: (1, 40, S.satisfait, SKILLS[:5], (), None),
            C.experience: (1, 20, S.satisfait, ("12 ans d'expérience",), (), None),
            C.titre: (1, 10, S.satisfait, ("Développeur",), (), None),
            C.semantique: (0.9, 10, S.satisfait, (), (), None),
            C.formation: (1, 10, S.satisfait, ("Bac +5",), (), None),
            C.langues: (1, 5, S.satisfait, ("anglais B2", "allemand B1"), (), None),
            C.localisation: (1, 5, S.satisfait, ("télétravail",), (), None),
        },
        frozenset({C.experience, C.formation}),
    ),
    "une compétence, tout juste": (
        80.0,
        {
            C.competences_requises: (1, 60, S.satisfait, SKILLS[:1], (), None),
            C.competences_souhaitees: (0.5, 20, S.partiel, SKILLS[1:2], SKILLS[2:3], "À montrer, si la pratique existe : Docker."),
            C.langues: (1, 20, S.satisfait, ("anglais B2",), (), None),
        },
        frozenset(),
    ),
    "des manques nombreux": (
        65.0,
        {
            C.competences_requises: (0.3, 50, S.partiel, SKILLS[:2], SKILLS[2:8], None),
            C.competences_souhaitees: (0.4, 10, S.partiel, ("Git", "Go"), ("Rust", "Excel"), None),
            C.experience: (0.4, 20, S.partiel, ("1 an d'expérience dans un poste proche",), ("3 ans demandés",), None),
            C.titre: (0.4, 10, S.partiel, ("Technicien",), (), None),
            C.semantique: (0.2, 10, S.manquant, (), (), "Décrire les missions réalisées avec les mots du métier : elles ressemblent encore peu à celles de l'offre."),
        },
        frozenset(),
    ),
    "cinq établies sur six": (
        64.9,
        {
            C.competences_requises: (0.8, 50, S.partiel, SKILLS[:5], SKILLS[5:6], None),
            C.competences_souhaitees: (0.0, 10, S.manquant, (), ("Rust", "Go"), None),
            C.experience: (1, 20, S.satisfait, ("4 ans d'expérience",), (), None),
            C.formation: (0, 10, S.non_precise, (), ("Bac +3",), "Préciser le diplôme le plus élevé et son niveau."),
            C.langues: (0, 10, S.manquant, (), ("anglais B2", "espagnol B1"), None),
        },
        frozenset({C.experience}),
    ),
    "une établie, deux à établir": (
        45.0,
        {
            C.competences_requises: (0.3, 40, S.partiel, SKILLS[:1], SKILLS[1:3], None),
            C.competences_souhaitees: (0.0, 10, S.manquant, (), SKILLS[3:4], None),
            C.experience: (0, 30, S.non_precise, (), ("2 ans demandés",), "Dater les postes occupés, au mois près."),
            C.formation: (0.5, 10, S.partiel, (), ("Bac +5",), None),
            C.langues: (0.5, 5, S.partiel, ("français C1",), ("anglais B2",), "Le CV annonce A2 pour anglais B2 : à vérifier à l'oral."),
            C.localisation: (0.2, 5, S.partiel, (), ("Lyon",), "Demander si un déplacement ou une autre organisation conviendrait."),
        },
        frozenset(),
    ),
    "un indispensable absent": (
        44.9,
        {
            C.competences_requises: (0.5, 60, S.partiel, ("Soudage",), ("CACES R489", "Lecture de plan"), "Indispensable pour ce poste et à vérifier d'abord : CACES R489."),
            C.titre: (1, 20, S.satisfait, ("Soudeur",), (), None),
            C.experience: (0, 20, S.manquant, (), ("5 ans demandés",), None),
        },
        frozenset(),
    ),
    "deux indispensables, rien d'autre": (
        25.0,
        {
            C.competences_requises: (0, 70, S.manquant, (), ("Permis B", "SST"), "Indispensable pour ce poste et à vérifier d'abord : Permis B et SST."),
            C.titre: (0, 30, S.manquant, (), (), "Mettre en avant ce qui, dans les postes occupés, relève de ce métier."),
        },
        frozenset(),
    ),
    "éloigné, une compétence": (24.9, {C.competences_requises: (0, 60, S.manquant, (), SKILLS[:1], None), C.semantique: (0.1, 40, S.manquant, (), (), None)}, frozenset()),
    "éloigné, plusieurs": (10.0, {C.competences_requises: (0, 60, S.manquant, (), SKILLS[:3], None), C.langues: (0, 40, S.manquant, (), ("anglais C1",), None)}, frozenset()),
    "éloigné, souhaits seuls": (12.5, {C.competences_souhaitees: (0, 60, S.manquant, (), SKILLS[:2], None), C.formation: (0, 40, S.manquant, (), ("Doctorat",), None)}, frozenset()),
    "éloigné, indispensable seul": (5.0, {C.competences_requises: (0, 90, S.manquant, (), ("Permis B",), "Indispensable pour ce poste et à vérifier d'abord : Permis B."), C.titre: (0.2, 10, S.partiel, (), (), None)}, frozenset()),
    "éloigné, rien de demandé": (0.0, {C.experience: (0, 60, S.manquant, (), ("1 an demandé",), None), C.localisation: (0, 40, S.manquant, (), ("Lille",), None)}, frozenset()),
    "souhaits et lieu": (70.0, {C.competences_souhaitees: (0.3, 50, S.partiel, SKILLS[:3], SKILLS[3:8], None), C.localisation: (1, 50, S.satisfait, ("Nantes",), (), None)}, frozenset({C.formation})),
    "le métier sans la durée": (
        50.0,
        {
            C.titre: (1, 40, S.satisfait, ("Comptable",), (), None),
            C.experience: (0.35, 30, S.partiel, ("6 mois d'expérience",), ("2 ans demandés",), "Détailler les missions des postes qui touchent à ce métier : elles peuvent rendre d'autres mois comptables."),
            C.formation: (1, 20, S.satisfait, ("Bac +2",), (), None),
            C.semantique: (0.45, 10, S.partiel, (), (), None),
        },
        frozenset(),
    ),
    "la durée sans le métier": (66.0, {C.titre: (0.35, 40, S.partiel, (), (), None), C.experience: (1, 40, S.satisfait, ("3 ans d'expérience dans un poste proche",), (), None), C.langues: (0, 20, S.non_precise, (), ("suédois B2",), "Langue dont le CV ne parle pas : suédois.")}, frozenset()),
    "le métier voisin": (47.0, {C.titre: (0.25, 50, S.partiel, (), (), None), C.semantique: (0.5, 50, S.partiel, (), (), None)}, frozenset({C.experience})),
}  # fmt: skip
OFFRES = (
    OffreSource(
        titre="Développeur / Développeuse Python (F/H)", description="Missions :\nConcevoir des services web.\nAutomatiser les tests.\nProfil :\nCurieux, autonome.",
        competences_requises=("Python", "SQL", "Docker"), competences_souhaitees=("Kubernetes",), experience_min=3, niveau_etudes_min=7,
        langues=(("en", NiveauLangue.B2), ("de", NiveauLangue.A2)), localisation="Lyon", teletravail=Teletravail.partiel,
    ),
    OffreSource(
        titre="Contrôleuse de gestion", description="Vous suivez les budgets et analysez les écarts.", competences_requises=("Excel", "Power BI", "Analyse des écarts"),
        obligatoires=("Normes IFRS",), experience_min=5, niveau_etudes_min=6, langues=(("fr", NiveauLangue.C1),),
    ),
    OffreSource(
        titre="Infirmier de bloc opératoire", description="Préparer la salle, assister le chirurgien, tracer les soins.", competences_requises=("Hygiène hospitalière", "Soins infirmiers"),
        obligatoires=("Diplôme d'État d'infirmier",), experience_min=0.5, niveau_etudes_min=6, langues=(("ta", NiveauLangue.A1),), teletravail=Teletravail.non, localisation="Paris",
    ),
    OffreSource(
        titre="Chef de projet digital", description="Piloter des campagnes, coordonner les équipes.", competences_requises=("SEO", "Google Ads", "Gestion de projet"),
        competences_souhaitees=("Figma", "Jira"), niveau_etudes_min=5, teletravail=Teletravail.total, poids={C.competences_requises: 50, C.titre: 30, C.formation: 20},
    ),
    OffreSource(titre="Agent polyvalent", description="Tâches variées, accueil du public et entretien des locaux.", niveau_etudes_min=3),
)  # fmt: skip
COURRIER = """Camille Lefèvre-Durand
12 bis, rue de la République
69003 Lyon – France
camille.lefevre@example.com · 06 12 34 56 78
Née le 3 mai 1990 à Nantes, mariée, deux enfants
Habite à Lyon, originaire du
Portugal
Informations personnelles
Permis B, célibataire
Loisirs : cuisine

EXPÉRIENCE
Développeuse, Atelier, 14 place Bellecour, Lyon
Sous la direction de Mme Anne Martin et de M. Paul Durand
Déléguée syndicale CGT, congé maternité
Membre du CSE
RQTH
Références :
Anne Martin, directrice
Jean-Luc Petit
"""


def fiche(nom: str) -> ScoreCalcule:
    score, lignes, _ = FICHES[nom]
    criteres = [
        CritereRead(critere=c, libelle=c.value, poids=poids, score=sous, contribution=round(poids * sous, 2), statut=statut, satisfaits=list(oui), manquants=list(non), conseil=conseil)
        for c, (sous, poids, statut, oui, non, conseil) in lignes.items()
    ]  # fmt: skip
    ignores = [CritereIgnore(critere=c, libelle=c.value, raison="L'offre ne demande pas d'expérience.") for c in (C.experience,) if c not in lignes]
    recommandation = "Correspondance partielle : à examiner de près"
    return ScoreCalcule(
        score=score, similarite=0.5, recommandation=recommandation, version="1", empreinte="0" * 64, criteres=criteres, criteres_ignores=ignores
    )


def explications() -> dict[str, object]:
    """Explanation to either reader, strong and weak points of each record in both languages."""
    rendu: dict[str, object] = {}
    for nom, (_, _, depasses) in FICHES.items():
        for langue in ("fr", "en"):
            forts, faibles = forces_et_manques(fiche(nom), langue)
            textes = {x.value: expliquer(fiche(nom), "Chargée  d'études", langue, depasses, x).texte.split("\n\n") for x in Lecteur}
            rendu[f"{nom} ({langue})"] = {"texte": textes["recruteur"], "candidat": textes["candidat"], "forces": forts, "manques": faibles}
    return rendu | {"sans titre": [expliquer(fiche("le métier voisin"), "", langue).texte for langue in ("fr", "en", "de")]}


def images() -> dict[str, object]:
    """Pictures and English records."""
    return {nom: {"svg": svg(fiche(nom)).split("\n"), "en": en_anglais(fiche(nom)).model_dump(mode="json", exclude_defaults=True)} for nom in list(FICHES)[:5]}


def projections() -> dict[str, object]:
    """What each truth file comes down to, its running text aside."""
    return {nom: projeter_cv(*lire(verite(nom)).args()).model_dump(mode="json", exclude_defaults=True) for nom in noms_cvs()[::2]}


def scores() -> dict[str, object]:
    """Records of pairs, the hash of what went in aside."""
    rendu: dict[str, object] = {}
    for nom, (rang, source) in product(noms_cvs()[::2], enumerate(OFFRES)):
        cv, offre = projeter_cv(*lire(verite(nom)).args()), projeter_offre(source)
        score = calculer_score(cv, vecteurs.de_cv(cv), offre, vecteurs.d_offre(offre), "m")
        rendu[f"{nom} × {rang}"] = score.model_dump(mode="json", exclude_defaults=True, exclude={"empreinte", "version"})
    return rendu


def identites() -> dict[str, object]:
    """What a letterhead says of its owner and of others, piece by piece."""
    trouves: dict[str, Callable[[], list[tuple[int, int]]]] = {
        "adresses": lambda: spans_adresses(COURRIER, None, {}, []),
        "tiers": lambda: spans_tiers(COURRIER),
        "proteges": lambda: spans_proteges(COURRIER),
        "rubriques": lambda: rubriques_personnelles(COURRIER),
    }
    return {nom: [COURRIER[a:b] for a, b in sorted(chercher())] for nom, chercher in trouves.items()}


SUJETS = {"explications": explications, "images": images, "projections": projections, "scores": scores, "identites": identites}


@pytest.mark.parametrize("sujet", SUJETS)
def test_to_the_letter(sujet: str):
    attendu = json.loads((ATTENDUS / f"{sujet}.json").read_text("utf-8"))
    rendu = json.loads(json.dumps(SUJETS[sujet](), ensure_ascii=False))
    assert rendu == attendu


@pytest.mark.parametrize("nom", FICHES)
def test_a_record_adds_up_from_its_own_criteria(nom: str):
    poids = {c: ligne[1] for c, ligne in FICHES[nom][1].items()}
    attendu = sum(poids[c] * ligne[0] for c, ligne in FICHES[nom][1].items()) / sum(poids.values()) * 100
    assert score_des_criteres(fiche(nom), poids) == pytest.approx(attendu, abs=0.05)
    premier = next(iter(poids))
    assert score_des_criteres(fiche(nom), poids | {premier: 0}) is None
    assert score_des_criteres(fiche(nom).model_copy(update={"criteres": []}), poids) is None


if __name__ == "__main__":
    for nom, rendre in SUJETS.items():
        (ATTENDUS / f"{nom}.json").write_text(json.dumps(rendre(), ensure_ascii=False, indent=1) + "\n", "utf-8")
