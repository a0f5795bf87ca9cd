"""The lexicon as the rest of the product sees it."""

from collections import Counter
from functools import lru_cache
from pathlib import Path

from app.ai.referentiels.chargement import DOSSIER, Concept, Donnees, DonneesInvalides, Metier, controler, lire
from app.ai.referentiels.competences import LieurCompetences, Mention
from app.ai.referentiels.metiers import LieurMetiers, MentionMetier
from app.ai.referentiels.normalisation import racine
from app.core.config import RACINE
from app.utils.text import fold

DOSSIER_AJOUTS = RACINE / ".cache" / "referentiels"
CREDIT_PARENT = 0.5
ENFANTS_D_UN_DOMAINE = 8  # whoever knows one thing that holds so many may know any of them
CATEGORIES_DE_TITRES = frozenset(
    {
        "Permis de conduire",
        "CACES et conduite en sécurité",
        "Habilitations et sécurité",
        "Diplômes et cartes professionnelles réglementés",
        "Certifications professionnelles",
    }
)


class Lexique:
    """Skills and job titles with their linkers. Immutable once built: share it between threads and forked children."""

    def __init__(self, donnees: Donnees) -> None:
        self._donnees = donnees
        self._competences = LieurCompetences(donnees)
        self._metiers = LieurMetiers(donnees)
        self._mots = self._competences.mots() | self._metiers.mots()
        self._enfants = Counter(parent for concept in donnees.concepts.values() for parent in concept.parents)

    @property
    def concepts(self) -> dict[str, Concept]:
        """Every skill by id."""
        return self._donnees.concepts

    @property
    def metiers(self) -> dict[str, Metier]:
        """Every job title by id."""
        return self._donnees.metiers

    def concept(self, ident: str) -> Concept | None:
        """The skill of that id, or None."""
        return self._donnees.concepts.get(ident)

    def noms(self, ident: str) -> list[str]:
        """Every way to write a skill that the data give, French label first. Raises KeyError on an unknown id."""
        return [forme.texte for forme in self._donnees.formes[ident]]

    def lier(self, nom: str) -> Concept | None:
        """The skill that a whole name stands for ("JS", "pack Office", "caces 3"), or None."""
        return self._competences.lier(nom)

    def trouver(self, texte: str, *, liste: bool = False) -> list[Mention]:
        """Skills named in running text, in reading order. `liste=True` when the text is a list of skills (a skills section)."""
        return self._competences.trouver(texte, liste=liste)

    def parente(self, a: str, b: str) -> float:
        """1.0 for the same skill, 0.5 for parent and child (one step), else 0.0."""
        if a == b:
            return 1.0
        ca, cb = self.concept(a), self.concept(b)
        proches = ca is not None and cb is not None and (b in ca.parents or a in cb.parents)
        return CREDIT_PARENT if proches else 0.0

    def est_un_titre(self, ident: str) -> bool:
        """Whether it is a licence, a certificate or a regulated diploma: held on paper, shown neither by doing nor by being named."""
        concept = self.concept(ident)
        return concept is not None and concept.categorie in CATEGORIES_DE_TITRES

    def est_un_domaine(self, ident: str) -> bool:
        """Whether it says a field of work and no skill within: it names a whole category of the lexicon ("comptabilité"), or holds many skills ("Python")."""
        concept = self.concept(ident)
        if concept is None or self.est_un_titre(ident):
            return False
        return fold(concept.fr) == fold(concept.categorie) or self._enfants[ident] >= ENFANTS_D_UN_DOMAINE

    def lier_metier(self, titre: str) -> Metier | None:
        """The job that a title names, whatever gender, seniority or contract it states, or None."""
        return self._metiers.lier(titre)

    def nomme_metier(self, texte: str) -> bool:
        """Whether a text is, to the letter but for capitals, a name that the data give to a job: "Maçon" is, "Mâcon" is not."""
        metier = self.lier_metier(texte)
        formes = self._donnees.formes_metiers[metier.id] if metier else []
        return texte.strip().casefold() in {forme.casefold() for forme in formes}

    def connait_le_mot(self, mot: str) -> bool:
        """Whether one word stands in the name of any skill or job, whatever its number or gender."""
        return racine(fold(mot)) in self._mots

    def trouver_metiers(self, texte: str) -> list[MentionMetier]:
        """Job titles named in running text, in reading order."""
        return self._metiers.trouver(texte)

    def proximite_metiers(self, a: str, b: str) -> float:
        """1.0 the same job, 0.6 the same group of close jobs or neighbours across sectors, 0.3 the same sector, else 0.0."""
        return self._metiers.proximite(a, b)

    def proximite_titres(self, a: str, b: str) -> float:
        """Nearness (0 to 1) of two titles as written, known to the lexicon or not."""
        return self._metiers.proximite_titres(a, b)


def charger(*dossiers: Path) -> Lexique:
    """A lexicon from the given data folders. Raises DonneesInvalides on a malformed line."""
    return Lexique(lire(*dossiers))


@lru_cache(maxsize=1)
def lexique() -> Lexique:
    """The process's lexicon: the project's own data, widened by what `importer_esco` and `importer_rome` have written."""
    return charger(DOSSIER, DOSSIER_AJOUTS)


def controle_donnees(*dossiers: Path) -> list[str]:
    """Faults of the data files (French sentences), empty when all is well. Default: the project's own data."""
    try:
        return controler(lire(*(dossiers or (DOSSIER,))))
    except DonneesInvalides as erreur:
        return [str(erreur)]
