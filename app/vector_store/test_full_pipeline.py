"""The brief's check of the vector chain: ``python -m app.vector_store.test_full_pipeline``.

Builds the texts of six offers and of one CV, embeds them, indexes the offers in a temporary Chroma folder, searches with the CV, prints what it found.
Exit code 0 only when the right offer comes first.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.schemas.documents import CompetenceDocument, CVDocument, ExperienceDocument, FormationDocument, OffreDocument
from app.vector_store.chroma_client import IndexEmbarque, LigneIndex
from app.vector_store.embedder import Embedder
from app.vector_store.indexing import ligne_index, vecteur_moyen, vectoriser
from app.vector_store.modele import ModeleAbsent
from app.vector_store.port import ErreurIndex
from app.vector_store.text_builders import passages_cv, passages_offre

__test__ = False  # a script with a main, not a module of tests

COLLECTION = "offres"
ATTENDUE = "offre-python"
VOISINS = 12


def _competences(*noms: str | tuple[str, str]) -> tuple[CompetenceDocument, ...]:
    return tuple(CompetenceDocument(nom=nom) if isinstance(nom, str) else CompetenceDocument(nom=nom[0], libelle_fr=nom[0], libelle_en=nom[1]) for nom in noms)


OFFRES = {
    ATTENDUE: OffreDocument(
        titre="Développeur Python",
        titre_fr="Développeur informatique",
        titre_en="Software developer",
        description="Vos missions :\n- concevoir des API REST\n- écrire les tests\n- modéliser les données dans PostgreSQL\nProfil recherché : trois ans de Python.",
        competences_requises=_competences("Python", "FastAPI", "PostgreSQL", ("développement web", "web development")),
    ),
    "offre-data": OffreDocument(
        titre="Data scientist",
        description="Responsibilities:\nTrain forecasting models, design experiments and present results.\nRequirements: statistics, pandas.",
        competences_requises=_competences("pandas", ("apprentissage automatique", "machine learning")),
    ),
    "offre-comptable": OffreDocument(
        titre="Comptable général",
        titre_en="Accountant",
        description="Missions : tenir la comptabilité, établir les déclarations de TVA et préparer le bilan. Profil : DCG.",
        competences_requises=_competences(("comptabilité générale", "general accounting"), "Sage"),
    ),
    "offre-infirmier": OffreDocument(
        titre="Infirmier en soins généraux",
        titre_en="Registered nurse",
        description="Vous dispensez les soins, préparez les traitements et accompagnez les patients et leur famille.",
        competences_requises=_competences(("soins infirmiers", "nursing care")),
    ),
    "offre-cuisine": OffreDocument(
        titre="Chef de partie",
        titre_en="Line cook",
        description="Missions : préparer les plats chauds, tenir le poste, respecter l'hygiène. Profil : CAP cuisine.",
        competences_requises=_competences(("hygiène alimentaire", "food hygiene")),
    ),
    "offre-vente": OffreDocument(
        titre="Sales representative",
        description="Your role: find new customers, negotiate contracts, report in the CRM.",
        competences_requises=_competences(("négociation commerciale", "sales negotiation"), "CRM"),
    ),
}

CV = CVDocument(
    titre="Ingénieur logiciel back end",
    titre_en="Software engineer",
    resume="Six ans de développement de services web en Python, des bases de données aux API.",
    competences=_competences("Python", "FastAPI", "PostgreSQL", "Docker", ("développement web", "web development")),
    experiences=(
        ExperienceDocument(titre="Développeur back end", titre_en="Back-end developer", description="API REST en FastAPI, PostgreSQL, tests automatisés."),
        ExperienceDocument(titre="Développeur web", titre_en="Web developer", description="Applications Django pour des collectivités."),
    ),
    formations=(FormationDocument(diplome="Master", domaine="informatique", niveau=7),),
)


@contextmanager
def _chronometre(etape: str) -> Iterator[None]:
    debut = time.perf_counter()
    yield
    print(f"  {etape:<52} {(time.perf_counter() - debut) * 1000:8.1f} ms")


def derouler(dossier: Path) -> bool:
    """Run the whole chain in `dossier`; whether the right offer came first. Raises ModeleAbsent, ErreurIndex."""
    embedder = Embedder()
    with _chronometre("Chargement du modèle"):
        embedder.charger()
    with _chronometre("Construction des textes"):
        textes_offres = {nom: passages_offre(offre) for nom, offre in OFFRES.items()}
        textes_cv = passages_cv(CV)
    nombre = sum(map(len, textes_offres.values()))
    with _chronometre(f"Vecteurs de {nombre} passages d'offres"):
        lignes: list[LigneIndex] = []
        for nom, passages in textes_offres.items():
            lignes.append(ligne_index(nom, vectoriser(passages, embedder, {})))
    with _chronometre(f"Vecteurs de {len(textes_cv)} passages du CV"):
        vecteurs_cv = vectoriser(textes_cv, embedder, {})
    index = IndexEmbarque(dossier)
    try:
        with _chronometre("Ouverture de Chroma et indexation"):
            index.ecrire(COLLECTION, lignes)
        with _chronometre("Recherche"):
            voisins = index.chercher(COLLECTION, vecteur_moyen(vecteurs_cv), VOISINS)
    finally:
        index.fermer()
    print("\nOffres les plus proches du CV « Ingénieur logiciel back end » :")
    for rang, voisin in enumerate(voisins, start=1):
        print(f"  {rang}. {OFFRES[voisin.id].titre:<30} similarité {voisin.similarite:.3f}")
    return voisins[0].id == ATTENDUE


def main() -> int:
    """Returns the exit code: 0 right offer first, 1 wrong order or something missing."""
    print("Chaîne vectorielle complète : textes, vecteurs, index, recherche\n")
    try:
        with tempfile.TemporaryDirectory(prefix="pipeline-") as dossier:
            reussi = derouler(Path(dossier))
    except (ModeleAbsent, ErreurIndex) as erreur:
        print(erreur, file=sys.stderr)
        return 1
    print("\nRéussi : la bonne offre arrive en tête." if reussi else f"\nÉchec : « {OFFRES[ATTENDUE].titre} » devait arriver en tête.")
    return 0 if reussi else 1


if __name__ == "__main__":
    sys.exit(main())
