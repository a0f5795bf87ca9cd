"""Job titles: from a title as written to a job of the lexicon, and how near two titles are."""

import re
from typing import Any, NamedTuple

import ahocorasick

from app.ai.referentiels.chargement import Donnees, Metier
from app.ai.referentiels.normalisation import COUPURE, cle, cles, jetons

LONGUEUR_TITRE_MAX = 150
LONGUEUR_SIGLE_MAX = 4
PROXIMITE_GROUPE = 0.6
PROXIMITE_FAMILLE = 0.3
PROXIMITE_PRECISION = 0.9  # the same job, one title says more
POIDS_MOT_GENERIQUE = 0.3
PLAFOND_MOTS = 0.8  # titles that only share words are never as near as two names of one job

_FORMES_CONTRAT = re.compile(r"\(?\b(?:h\s*/\s*f|f\s*/\s*h|h\s*/\s*f\s*/\s*x|m\s*/\s*f|f\s*/\s*m|m\s*/\s*w\s*/\s*d)\b\)?", re.IGNORECASE)
_INCLUSIF = re.compile(
    r"(?<=[^\W\d_])(?:[·•(]|\.(?=e\b|ne\b|euse\b|rice\b|trice\b|ière\b)|/(?=e\b|ne\b|euse\b|rice\b|trice\b|ière\b))-?(?:[a-zéè]{1,6})(?:[·.]s)?\)?"
)


# Words of rank, contract or praise: they never change the job
ANCIENNETE = cles(
    "senior sénior junior jr sr confirmé confirmée expérimenté expérimentée débutant débutante alternant alternante alternance apprenti apprentie apprentissage "
    "stagiaire stage stagiaires intérim intérimaire cdi cdd freelance indépendant indépendante saisonnier saisonnière extra étudiant étudiante "
    "mid intern trainee graduate internship placement student part-time full-time temps plein partiel complet associate staff entry level "
    "contrat professionnalisation mission remplaçant remplaçante remplacement polyvalent polyvalente qualifié qualifiée diplômé diplômée h f hf n1 n2 n3 n1p1 n1p2 n2p1 n2p2 n3p1 n3p2 n4p1 n4p2 ii iii iv lead"
) | {"de"}  # of "infirmier DE", the State diploma
_GENERIQUES = cles(
    "responsable chef charge chargée assistant assistante technicien technicienne agent agente ingénieur ingénieure manager specialist spécialiste consultant consultante "
    "directeur directrice director officer engineer technician conseiller conseillère employé employée opérateur opératrice ouvrier ouvrière gestionnaire coordinateur "
    "coordinatrice head analyst analyste adjoint adjointe aide et executive supervisor coordinator worker"
)


class MentionMetier(NamedTuple):
    """A job title found in a text: `texte[debut:fin] == brut`."""

    metier_id: str
    debut: int
    fin: int
    brut: str


class _Lien(NamedTuple):
    metier: Metier
    reste: frozenset[str]


class LieurMetiers:
    """Index over the job titles. Read-only once built."""

    def __init__(self, donnees: Donnees) -> None:
        self._metiers, self._voisins = donnees.metiers, donnees.voisins
        self._cles: dict[str, str] = {}
        self._automate: Any = ahocorasick.Automaton()
        colles: dict[str, str] = {}
        self._sigles: dict[str, set[str]] = {}
        for ident, formes in donnees.formes_metiers.items():
            for forme in formes:
                clef = cle(forme)
                if donnees.partages.get(clef, ident) == ident:
                    self._cles.setdefault(clef, ident)
                if len(clef) <= LONGUEUR_SIGLE_MAX:
                    self._sigles.setdefault(clef, set()).add(forme)
                colles.setdefault("".join(clef.split()), ident)
        self._colles = colles
        for clef in self._cles:
            self._automate.add_word(f" {clef} ", clef)
        if self._cles:
            self._automate.make_automaton()

    def mots(self) -> frozenset[str]:
        """Roots of the words of every name, and of those that qualify one."""
        return ANCIENNETE.union(*(clef.split() for clef in self._cles))

    def lier(self, titre: str) -> Metier | None:
        """See `Lexique.lier_metier`."""
        lien = self._lien(titre)
        return lien.metier if lien else None

    def _lien(self, titre: str) -> _Lien | None:
        if len(titre) > LONGUEUR_TITRE_MAX:
            return None
        sans_parentheses = re.sub(r"\([^()]*\)", " ", _propre(titre))
        mots = _mots(sans_parentheses)
        if not mots:
            return None
        utiles = [m for m in mots if m not in ANCIENNETE]
        for essai in (mots, utiles):
            ident = self._cles.get(" ".join(essai)) or self._colles.get("".join(essai))
            if ident:
                return _Lien(self._metiers[ident], frozenset())
        return self._par_la_tete(utiles)

    def _par_la_tete(self, mots: list[str]) -> _Lien | None:
        """French heads come first ("contrôleur de gestion industriel"), English ones last ("clinical research nurse")."""
        for longueur in range(len(mots) - 1, 0, -1):
            for debut in (0, len(mots) - longueur):
                clef = " ".join(mots[debut : debut + longueur])
                ident = self._cles.get(clef)
                if ident and clef not in _GENERIQUES:
                    return _Lien(self._metiers[ident], frozenset(mots[:debut] + mots[debut + longueur :]))
        return None

    def trouver(self, texte: str) -> list[MentionMetier]:
        """See `Lexique.trouver_metiers`."""
        if not self._cles:
            return []
        suite = jetons(_propre(texte))
        debuts, position = {}, 0
        for i, jeton in enumerate(suite):
            debuts[position] = i
            position += len(jeton.racine) + 1
        bruts = []
        for fin, clef in self._automate.iter(" " + " ".join(j.racine for j in suite) + " "):
            premier = debuts[fin - len(clef) - 1]
            bruts.append((premier, premier + clef.count(" ") + 1, clef))
        bruts.sort(key=lambda t: (t[0] - t[1], t[0]))
        occupes: set[int] = set()
        trouves = []
        for premier, fin, clef in bruts:
            debut, arret = suite[premier].debut, suite[fin - 1].fin
            # "AS" is a nurse's aide, "as" is not
            ecrit = clef not in self._sigles or texte[debut:arret] in self._sigles[clef]
            if ecrit and occupes.isdisjoint(range(premier, fin)):
                occupes.update(range(premier, fin))
                trouves.append(MentionMetier(self._cles[clef], debut, arret, texte[debut:arret]))
        return sorted(trouves, key=lambda m: m.debut)

    def proximite(self, a: str, b: str) -> float:
        """See `Lexique.proximite_metiers`."""
        if a == b:
            return 1.0
        ma, mb = self._metiers.get(a), self._metiers.get(b)
        if ma is None or mb is None:
            return 0.0
        if frozenset((a, b)) in self._voisins:
            return PROXIMITE_GROUPE
        if ma.famille != mb.famille:
            return 0.0
        return PROXIMITE_GROUPE if ma.groupe == mb.groupe else PROXIMITE_FAMILLE

    def proximite_titres(self, a: str, b: str) -> float:
        """See `Lexique.proximite_titres`."""
        mots_a, mots_b = _mots_utiles(a), _mots_utiles(b)
        if not mots_a or not mots_b:
            return 0.0
        if mots_a == mots_b:
            return 1.0
        commun = min(PLAFOND_MOTS, _recouvrement(mots_a, mots_b))
        la, lb = self._lien(a), self._lien(b)
        if la is None or lb is None:
            return round(commun, 4)
        if la.metier.id != lb.metier.id:
            # "acheteur maintenance" and "technicien de maintenance" share what they work on, not what they do
            noyau = (mots_a & mots_b) - la.reste - lb.reste
            # "responsable d'exploitation" may be one of logistics
            dit_moins = PROXIMITE_GROUPE if (mots_a < mots_b or mots_b < mots_a) and (mots_a & mots_b) - _GENERIQUES else 0.0
            return round(max(self.proximite(la.metier.id, lb.metier.id), dit_moins, commun if noyau and (la.reste or lb.reste) else 0.0), 4)
        if la.reste == lb.reste:
            return 1.0
        return PROXIMITE_GROUPE if la.reste and lb.reste and not la.reste & lb.reste else PROXIMITE_PRECISION


def _propre(titre: str) -> str:
    """Gender marks blanked out with spaces, so that offsets hold."""

    def blanc(m: "re.Match[str]") -> str:
        return " " * len(m.group())

    return _INCLUSIF.sub(blanc, _FORMES_CONTRAT.sub(blanc, titre))


def _mots(titre: str) -> list[str]:
    return [j.racine for j in jetons(titre) if j.racine != COUPURE]


def _mots_utiles(titre: str) -> frozenset[str]:
    return frozenset(m for m in _mots(_propre(titre)) if m not in ANCIENNETE and m != "et")


def _poids(mots: frozenset[str]) -> float:
    return sum(POIDS_MOT_GENERIQUE if m in _GENERIQUES else 1.0 for m in mots)


def _recouvrement(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice coefficient of two sets of words; words that fit any job weigh less."""
    return 2 * _poids(a & b) / (_poids(a) + _poids(b))
