"""Skills: from a name or from running text to concepts of the lexicon."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import ahocorasick
from rapidfuzz.distance import OSA

from app.ai.referentiels.chargement import Concept, Donnees, Forme
from app.ai.referentiels.contexte import Candidat, accepter
from app.ai.referentiels.normalisation import COUPURE, MOTS_NEUTRES, MOTS_VIDES, Jeton, cle, cles, jetons, racine
from app.utils.text import fold

LONGUEUR_NOM_MAX = 120
_DOUTE = ("", "=", "^", "~", "!")  # marks of the data, least doubtful first
LONGUEUR_FLOUE_MIN = 7  # shorter names are never repaired: "soudage MIG" is not "soudage TIG"
_MOT_FLOU_MIN = 6

# Words that say how well or since when, never what: they may stand beside a known name without changing it
_NEUTRES = cles(
    "maîtrise bonne bon parfaite excellente connaissance connaissances notion notions base bases pratique utilisation usage "
    "langage langages niveau expert experte expertise avancé avancée intermédiaire débutant débutante confirmé confirmée courant opérationnel autonome et "
    "solide solides approfondie approfondies maîtrisé compétence compétences savoir faire technique techniques expérience version versions v "
    "skill skills knowledge proficient proficiency advanced intermediate beginner basic basics good excellent strong experienced experience "
    "language programming microsoft ms apache adobe google amazon suite certification certifié certifiée certified certificat "
    "catégorie cat certificate formation habilitation titre obtenu valide fluent familiar working years year ans an mois"
)
# said of a product, not of a trade: "logiciel AutoCAD", but "logiciel d'éclairage" is not stage lighting
_NEUTRES_PRODUIT = cles("logiciel logiciels outil outils software tool tools")
_NOMBRE = re.compile(r"v?\d{1,4}[ab]?\Z|[ivx]{1,4}\Z")
_VERSION_COLLEE = re.compile(r"\A([a-z]{3,})\d{1,2}\Z")
_VERBES = cles("gérer savoir assurer effectuer réaliser maîtriser")
_CHAMEAU = re.compile(r"(?<=[a-z]{3})(?=[A-Z])")
_MOT = re.compile(r"[^\W_]+")
_NOM_PROPRE = re.compile(r".[A-Z0-9.-]")


class Mention(NamedTuple):
    """A skill found in a text: `texte[debut:fin] == brut`."""

    concept_id: str
    debut: int
    fin: int
    brut: str


class Entree(NamedTuple):
    """What a key of the automaton stands for."""

    concept_id: str
    marque: str
    formes: tuple[str, ...]


class LieurCompetences:
    """Index over the skills' names. Read-only once built, so it may be shared between threads."""

    def __init__(self, donnees: Donnees) -> None:
        self.concepts: dict[str, Concept] = donnees.concepts
        self._domaines = donnees.domaines
        self._courants = donnees.mots_courants
        self._entrees = _indexer(donnees)
        self._automate: Any = ahocorasick.Automaton()
        self._desordre: dict[str, str | None] = {}
        for clef, entree in self._entrees.items():
            self._automate.add_word(f" {clef} ", clef)
            mots = clef.split()
            if len(mots) > 1:
                trie = " ".join(sorted(mots))
                autre = self._desordre.setdefault(trie, entree.concept_id)
                if autre != entree.concept_id:
                    self._desordre[trie] = None
        self._automate.make_automaton()
        self._voisines: dict[int, list[str]] = {}
        for clef in self._entrees:
            for creux in _creux(clef):
                self._voisines.setdefault(creux, []).append(clef)

    def mots(self) -> frozenset[str]:
        """Roots of the words of every name."""
        return frozenset(mot for clef in self._entrees for mot in clef.split())

    def lier(self, nom: str) -> Concept | None:
        """The concept that a whole name stands for, or None. Exact first, then known name + neutral words, then one typing fault."""
        if len(nom) > LONGUEUR_NOM_MAX:
            return None
        clef = cle(nom)
        if not clef or self._autre_mot(clef, nom):
            return None
        ident = self._exact(clef) or self._sans_parentheses(nom) or self._sans_version(clef) or self._avec_mots_neutres(clef) or self._flou(clef)
        return self.concepts[ident] if ident else None

    def _autre_mot(self, clef: str, brut: str) -> bool:
        """Proper names and acronyms do not inflect: "très" is not TRE, nor "does" DOE, though they fold to one key."""
        entree = self._entrees.get(clef)
        return entree is not None and " " not in clef and not memes_lettres(brut, entree.formes)

    def _exact(self, clef: str) -> str | None:
        entree = self._entrees.get(clef)
        if entree:
            return entree.concept_id
        mots = clef.split()
        return self._desordre.get(" ".join(sorted(mots))) if len(mots) > 1 else None

    def _sans_parentheses(self, nom: str) -> str | None:
        debut, _, reste = nom.partition("(")
        fin = reste.partition(")")[2]
        if not reste or not debut.strip():
            return None
        clef = cle(f"{debut} {fin}")
        return self._exact(clef) or self._avec_mots_neutres(clef) if clef else None

    def _sans_version(self, clef: str) -> str | None:
        """`php8`, `angular17`: a number stuck to a name."""
        m = _VERSION_COLLEE.match(clef)
        return self._exact(m.group(1)) if m else None

    def _avec_mots_neutres(self, clef: str) -> str | None:
        """`excel avance`, `angular 17`, `maitrise autocad`: one known name, and only neutral words around it."""
        trouves = self._plus_longues(clef.split())
        idents = {self._entrees[c].concept_id for _, _, c in trouves}
        if len(idents) != 1:
            return None
        mots = clef.split()
        debut, _, connue = trouves[0]
        restes = [m for i, m in enumerate(mots) if not any(d <= i < f for d, f, _ in trouves)]
        permis = _NEUTRES | _NEUTRES_PRODUIT if any(any(c.isupper() for c in f) for f in self._entrees[connue].formes) else _NEUTRES
        if not all(m in permis or _NOMBRE.match(m) or m in _VERBES for m in restes):
            return None
        if len(connue) <= 2 and (debut > 0 or any(_NOMBRE.match(m) for m in restes)):  # "niveau C", "R 2"
            return None
        ident = idents.pop()
        if _NOMBRE.match(connue.rsplit(" ", 1)[-1]) and any(_NOMBRE.match(m) for m in restes):  # "CACES R489 cat. 1, 3 et 5": the whole family
            return next(iter(self.concepts[ident].parents), ident)
        return ident

    def _plus_longues(self, mots: list[str]) -> list[tuple[int, int, str]]:
        """Longest non-overlapping known names in a list of tokens: (first token, past the last, key)."""
        debuts, position = {}, 0
        for i, mot in enumerate(mots):
            debuts[position] = i
            position += len(mot) + 1
        texte = " " + " ".join(mots) + " "
        bruts = []
        for fin, clef in self._automate.iter(texte):
            premier = debuts[fin - len(clef) - 1]
            bruts.append((premier, premier + clef.count(" ") + 1, clef))
        bruts.sort(key=lambda t: (t[0] - t[1], t[0]))
        pris: list[tuple[int, int, str]] = []
        occupes: set[int] = set()
        for premier, fin, clef in bruts:
            if occupes.isdisjoint(range(premier, fin)):
                occupes.update(range(premier, fin))
                pris.append((premier, fin, clef))
        return sorted(pris)

    def _flou(self, clef: str) -> str | None:
        if len(clef) < LONGUEUR_FLOUE_MIN or clef.split()[0] in MOTS_SANS_FAUTE:
            return None
        proches = {candidate for creux in _creux(clef) for candidate in self._voisines.get(creux, ()) if une_faute(clef, candidate)}
        trouves = {self._entrees[candidate].concept_id for candidate in proches}
        return trouves.pop() if len(trouves) == 1 else None

    def trouver(self, texte: str, *, liste: bool = False) -> list[Mention]:
        """Skills named in running text, longest first where names overlap, in reading order.

        `liste=True` says that the text is a list of skills: names that are also common words are then accepted.
        """
        suite = jetons(texte)
        mots = [j.racine for j in suite]
        candidats = [self._candidat(texte, suite, debut, fin, clef) for debut, fin, clef in self._plus_longues(mots)]
        return [Mention(c.concept_id, c.debut, c.fin, texte[c.debut : c.fin]) for c in accepter(fold(texte), [c for c in candidats if c], liste=liste)]

    def _candidat(self, texte: str, suite: list[Jeton], premier: int, fin: int, clef: str) -> Candidat | None:
        if any(j.racine == COUPURE for j in suite[premier:fin]):
            return None
        entree = self._entrees[clef]
        debut, arret = suite[premier].debut, suite[fin - 1].fin
        brut, marque, casse = texte[debut:arret], entree.marque, casse_tenue(texte[debut:arret], entree.formes)
        if fin - premier > 1:
            if not memes_petits_mots(brut, entree.formes):
                return None
        elif not memes_lettres(brut, entree.formes):
            return None
        elif marque != "!" and fold(brut) in self._courants and (brut.islower() or crie(texte, debut, arret)):
            marque, casse = "~", brut.islower()
        return Candidat(entree.concept_id, debut, arret, marque, casse, self._domaines[entree.concept_id])


def memes_lettres(brut: str, formes: Iterable[str]) -> bool:
    """Whether one word is written with the letters of a form; a form in small letters may be inflected, an acronym takes an "s"."""
    lettres = fold(brut)
    for forme in formes:
        if not any(c.isupper() for c in forme) or not forme.isalpha() or fold(forme) == lettres:
            return True
        if lettres == fold(forme) + "s" and brut[:-1].isupper():
            return True
    return not brut.isalpha()


def memes_petits_mots(brut: str, formes: Iterable[str]) -> bool:
    """Whether the small words inside a found name suit a form: "juste le temps" is not "juste à temps", "garde du corps" not "garde-corps"."""
    vides = [m for m in _MOT.findall(fold(brut))[1:-1] if m in MOTS_VIDES]
    if not vides:
        return True
    forts = {"a" if m in {"au", "aux"} else m for m in vides if m not in MOTS_NEUTRES}
    for forme in formes:
        siens = [m for m in _MOT.findall(fold(forme))[1:-1] if m in MOTS_VIDES]
        if forts == {"a" if m in {"au", "aux"} else m for m in siens if m not in MOTS_NEUTRES} and (siens or "-" not in forme):
            return True
    return False


def crie(texte: str, debut: int, fin: int) -> bool:
    """Whether a word in capitals stands beside another one: "I WISH I HAD A DOG" names no hospital at home."""
    avant = [m for m in texte[max(0, debut - 20) : debut].split() if len(m) > 1]
    apres = [m for m in texte[fin : fin + 20].split() if len(m) > 1]
    return any(v.isalpha() and v.isupper() for v in (*avant[-1:], *apres[:1]))


def casse_tenue(brut: str, formes: Iterable[str]) -> bool:
    """Whether a word is written with the capitals of one of its forms ("Go", "SAS"); forms without capitals accept any."""
    return any(not any(c.isupper() for c in forme) or brut == forme or (len(brut) > 3 and brut == forme.upper()) for forme in formes)


def _indexer(donnees: Donnees) -> dict[str, Entree]:
    entrees: dict[str, Entree] = {}
    secondaires: list[tuple[str, str, Forme]] = []
    for ident, formes in donnees.formes.items():
        for forme in formes:
            clef = cle(forme.texte)
            gagnant = donnees.partages.get(clef, ident)
            if clef and gagnant == ident:
                _poser(entrees, clef, ident, forme)
            secondaires += [(variante, ident, forme) for variante in _variantes(forme.texte, clef)]
    for clef, ident, forme in secondaires:
        if clef not in entrees and donnees.partages.get(clef, ident) == ident:
            _poser(entrees, clef, ident, forme)
    return entrees


def _poser(entrees: dict[str, Entree], clef: str, ident: str, forme: Forme) -> None:
    deja = entrees.get(clef)
    if deja is None:
        entrees[clef] = Entree(ident, forme.marque, (forme.texte,))
    elif deja.concept_id == ident:
        # one unsafe way of writing makes the whole key unsafe
        entrees[clef] = Entree(ident, max(deja.marque, forme.marque, key=_DOUTE.index), (*deja.formes, forme.texte))


def _variantes(texte: str, clef: str) -> list[str]:
    """`Power BI` is also written PowerBI, `e-mailing` emailing, and `PowerPoint` Power Point."""
    variantes = []
    if 1 <= clef.count(" ") <= 2 and len(clef) >= 6 and clef[-2] != " " and _NOM_PROPRE.search(texte):
        variantes.append(racine(clef.replace(" ", "")))
    if " " not in texte and _CHAMEAU.search(texte):
        deux_mots = cle(_CHAMEAU.sub(" ", texte))
        if " " in deux_mots:
            variantes.append(deux_mots)
    return variantes


def _creux(clef: str) -> list[int]:
    """Hashes of a key with one long word left out but for its first and last two letters: two keys one fault apart share one."""
    if len(clef) < LONGUEUR_FLOUE_MIN:
        return []
    mots = clef.split()
    return [hash((i, mot[0], mot[-2:], *mots[:i], *mots[i + 1 :])) for i, mot in enumerate(mots) if len(mot) >= _MOT_FLOU_MIN]


def une_faute(a: str, b: str) -> bool:
    """Whether two keys differ by a typing fault in a single long word, numbers and short words untouched."""
    mots_a, mots_b = a.split(), b.split()
    if len(mots_a) != len(mots_b):
        return False
    differents = [(x, y) for x, y in zip(mots_a, mots_b, strict=True) if x != y]
    if len(differents) != 1:
        return False
    x, y = differents[0]
    if min(len(x), len(y)) < _MOT_FLOU_MIN or x[0] != y[0] or x[-2:] != y[-2:] or any(c.isdigit() for c in x + y):
        return False
    # a letter for another makes a real word too often ("calorimétrie", "colorimétrie"); lost, doubled and swapped letters do not
    return int(OSA.distance(x, y, score_cutoff=1)) <= 1 and (len(x) != len(y) or sorted(x) == sorted(y))


# Common words one letter away from a skill: never repaired into it
MOTS_SANS_FAUTE = cles("ventre venture contact contrat permission réseau")
