"""Header lines of an entry to pieces: what separators, cells and changes of type set apart."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app.ai.extraction.etiquettes import Role, role, suivie
from app.ai.extraction.lieux import est_ville_connue, lire_pays, trouver_lieux
from app.ai.extraction.niveaux import ressemble_ecole, ressemble_entreprise
from app.ai.lecture.mise_en_page import Ligne, Mot
from app.ai.lecture.reparations import PUCES
from app.utils.text import fold

_DONNEES = Path(__file__).parent / "donnees"
_SEPARATEURS = frozenset("|–—-·•:/@→>◦∙●~⋅" + "−")
_LIENS = frozenset(["chez", "at", "@", "aupres"])
MOTS_PIECE_MAX = 8
_SANS_LIEN = frozenset(["Work", "Height", "Heights", "Sea", "Home", "Risk"])
_BORDS = " \t,;:|•·–—-/()[]→"
_UN_CONTRAT = (
    r"(?:cdi|cdd|cdi-?c|stage|interim|interimaire|(?:en |par )?(?:alternance|apprentissage)|contrat (?:pro|de professionnalisation|d'apprentissage|d'alternance|a duree (?:in)?determinee)|freelance|"
    r"independante?|auto-?entrepreneur|(?:a )?temps (?:plein|complet|partiel)|saisonniere?|full[- ]?time|part[- ]?time|permanent|contract|internship|temporary|h/f|f/h|mi-temps|vie|(?:job|emploi) (?:d'ete|etudiant|saisonnier)|(?:summer|student) job|"
    r"(?:environ |soit |duree ?:? ?)?\d{1,2} ?(?:ans?|mois|semaines?|jours|years?|yrs?|months?|mos?|weeks?)(?: (?:et )?\d{1,2} ?(?:mois|months?|mos?))?)"
)
_CONTRAT = re.compile(rf"\(?{_UN_CONTRAT}(?:(?:,| [–-]| /| de| d'une duree de)? {_UN_CONTRAT}){{0,2}}\)?")
_CONTRAT_FINAL = re.compile(r"(?<=\w) (?:en )?(?:CDI|CDD)$|(?<=\w) en (?:intérim|Intérim)$")
_DISTANCE = re.compile(r"(?:100 ?% )?(?:remote|teletravail|a distance|hybride?|on-?site|sur site|full remote)")


FIN_DE_PHRASE = re.compile(r"(?:[^\W\d_]{4}|\))(?<!Corp)(?<!Intl)(?<!Dept)(?<!Univ)(?<!Prof)(?<!Blvd)(?<!Hosp)(?<!Inst)(?<!Bros)\.(?:\s(?=[A-ZÀ-Ý])|$)")
"""End of a sentence: at the end of the line, or before another."""


@lru_cache(maxsize=1)
def _tetes() -> tuple[frozenset[str], frozenset[str]]:
    """Head words of job titles, French and English."""
    parties: dict[str, set[str]] = {"[fr]": set(), "[en]": set()}
    courante = parties["[fr]"]
    for ligne in (_DONNEES / "tetes_metier.txt").read_text(encoding="utf-8").splitlines():
        if ligne in parties:
            courante = parties[ligne]
        elif not ligne.startswith("#"):
            courante.update(ligne.split())
    return frozenset(parties["[fr]"]), frozenset(parties["[en]"])


@dataclass(frozen=True)
class Morceau:
    """A piece of a header. `lien`: a word such as "chez" stood before it; `rang`: its line in the header; `entre`: it was in brackets; `role`: a label named it."""

    texte: str
    debut: int
    fin: int
    rang: int
    segment: int
    gras: bool
    italique: bool
    taille: float
    lien: bool = False
    entre: bool = False
    role: Role | None = None

    @property
    def style(self) -> tuple[bool, bool, float]:
        """Type, for comparing entries."""
        return (self.gras, self.italique, round(self.taille))


class _Coupeur:
    """Cuts one segment."""

    def __init__(self, texte: str, rang: int, segment: int) -> None:
        self.texte, self.rang, self.segment = texte, rang, segment
        self.courants: list[Mot] = []
        self.lus: list[Morceau] = []
        self.lien = False

    def fermer(self) -> None:
        """End the current piece."""
        mots, self.courants = self.courants, []
        while mots and (not any(c.isalnum() for c in mots[0].texte) or mots[0].texte in _SEPARATEURS):
            mots = mots[1:]
        while mots and not any(c.isalnum() for c in mots[-1].texte):
            mots = mots[:-1]
        if not mots:
            return
        brut = self.texte[mots[0].debut : mots[-1].fin]
        entre = brut.startswith("(") and brut.rstrip(" ,.;:").endswith(")")
        propre = brut.strip(_BORDS) if entre or brut.count("(") != brut.count(")") else brut.strip(_BORDS.replace("(", "").replace(")", ""))
        if contrat := _CONTRAT_FINAL.search(propre):
            propre = propre[: contrat.start()]
        if FIN_DE_PHRASE.search(propre[-6:]) and len(mots) <= MOTS_PIECE_MAX:
            propre = propre[:-1]
        if not propre:
            return
        debut = mots[0].debut + brut.index(propre)
        lettres = sum(len(m.texte) for m in mots)
        gras = 2 * sum(len(m.texte) for m in mots if m.gras) > lettres
        italique = 2 * sum(len(m.texte) for m in mots if m.italique) > lettres
        self.lus.append(Morceau(propre, debut, debut + len(propre), self.rang, self.segment, gras, italique, max(m.taille for m in mots), self.lien, entre))
        self.lien = False

    def mot(self, mot: Mot, suivant: Mot | None, virgules: bool) -> None:
        """Take one word in."""
        clef = fold(mot.texte)
        entre = bool(self.courants) and self.courants[0].texte.startswith("(") and ")" not in self.courants[-1].texte
        if entre and mot.texte == ":":
            self.courants.append(mot)
            return
        if mot.texte in _SEPARATEURS or (len(mot.texte) == 1 and mot.texte in PUCES and mot.texte != "o"):
            self.fermer()
            self.lien = mot.texte == "@"
            return
        # "University of Texas at Austin", "First Aid at Work"
        campus = (
            clef == "at"
            and self.courants
            and ((suivant is not None and suivant.texte.rstrip(",.;:)") in _SANS_LIEN) or ressemble_ecole(" ".join(m.texte for m in self.courants)))
        )
        if clef in _LIENS and suivant is not None and suivant.texte[0].isupper() and not campus and not entre:
            self.fermer()
            self.lien = True
            return
        if (self.courants and _change(self.courants[-1], mot)) or (mot.texte.startswith("(") and self.courants):
            self.fermer()
        self.courants.append(mot)
        if suivant is not None and FIN_DE_PHRASE.search(f"{mot.texte} {suivant.texte[0]}"):
            self.fermer()
        if (
            (mot.texte.endswith((",", ";")) and virgules and not _suite_minuscule(suivant))
            or (mot.texte.endswith((")", "),")) and not _ouverte(self.courants))
            or (mot.texte.endswith(":") and not entre and not mot.texte.startswith("("))
        ):
            self.fermer()


def _ouverte(mots: list[Mot]) -> bool:
    """Whether the piece is one word long and its bracket closes inside a word, as in `développeur(euse)`."""
    dernier = mots[-1].texte
    return dernier.rstrip(",").endswith(")") and "(" in dernier[1:]


def _suite_minuscule(suivant: Mot | None) -> bool:
    return suivant is not None and suivant.texte[0].islower() and fold(suivant.texte) not in _LIENS


def _change(a: Mot, b: Mot) -> bool:
    """Whether the type changes between two words that both say something."""
    if not any(c.isalnum() for c in a.texte) or not any(c.isalnum() for c in b.texte):
        return False
    return a.gras != b.gras or a.italique != b.italique or abs(a.taille - b.taille) > 0.8


def morceaux(lignes: Iterable[Ligne], texte: str, exclus: list[tuple[int, int]]) -> list[Morceau]:
    """Pieces of header lines in order; words inside `exclus` (dates) are left out."""
    lus: list[Morceau] = []
    for rang, ligne in enumerate(lignes):
        for numero, segment in enumerate(ligne.segments):
            coupeur = _Coupeur(texte, rang, numero)
            mots = [m for m in segment.mots if not any(a < m.fin and m.debut < b for a, b in exclus)]
            # a bold title beside a plain company: commas inside the bold run belong to the title
            melange = len({m.gras for m in mots if any(c.isalnum() for c in m.texte)}) > 1
            for place, mot in enumerate(mots):
                suivant = mots[place + 1] if place + 1 < len(mots) else None
                if place and any(mots[place - 1].fin <= a and b <= mot.debut for a, b in exclus):
                    coupeur.fermer()
                coupeur.mot(mot, suivant, virgules=not (melange and mot.gras))
            coupeur.fermer()
            lus.extend(coupeur.lus)
    return _recoudre(_sans_etiquettes(lus, texte), texte, exclus)


def _sans_etiquettes(lus: list[Morceau], texte: str) -> list[Morceau]:
    """Pieces without the labels that announce them: what follows one on its line has its role."""
    gardes: list[Morceau] = []
    annonce: tuple[int, Role] | None = None
    for m in lus:
        lu = role(m.texte) if suivie(texte, m.fin) else None
        if lu:
            annonce = (m.rang, lu)
            continue
        gardes.append(replace(m, role=annonce[1]) if annonce and annonce[0] == m.rang else m)
        annonce = None
    return gardes


_SUSPENDU = re.compile(r"(?:^|\s)(?:of|de|du|des|d'|la|le|les|the|and|et|&|for|pour|en|in|a|au|aux)$")


def _recoudre(lus: list[Morceau], texte: str, exclus: list[tuple[int, int]]) -> list[Morceau]:
    """Join what a line end broke, dates beside it or not: `University of the West of` above `England`."""
    joints: list[Morceau] = []
    for m in lus:
        avant = joints[-1] if joints else None
        entre = _entre(texte, avant.fin, m.debut, exclus) if avant else ""
        if avant and avant.style == m.style and entre == "\n" and (_SUSPENDU.search(fold(avant.texte)) or len(m.texte) <= 2):
            joints[-1] = replace(avant, texte=f"{avant.texte} {m.texte}", fin=m.fin)
        elif avant and avant.style == m.style and entre == "-\n" and m.texte[0].islower():
            # what a hyphen cut at the line end
            joints[-1] = replace(avant, texte=avant.texte + m.texte, fin=m.fin)
        else:
            joints.append(m)
    return joints


def _entre(texte: str, debut: int, fin: int, exclus: list[tuple[int, int]]) -> str:
    """What parts two pieces, once a date that ends the first one's line is away: `-`, spaces, a line end."""
    for a, b in exclus:
        if debut <= a and b <= fin and texte[b:fin] == "\n":
            return texte[debut:a].rstrip() + "\n"
    return texte[debut:fin]


def est_mention(morceau: Morceau) -> bool:
    """A contract, a length of time or a working mode: no role in an entry."""
    plie = fold(morceau.texte).strip(" .")
    return bool(_CONTRAT.fullmatch(plie) or _DISTANCE.fullmatch(plie))


_AGENCES = frozenset(
    [
        "manpower",
        "randstad",
        "adecco",
        "synergie",
        "proman",
        "crit",
        "supplay",
        "temporis",
        "actual",
        "partnaire",
        "gojob",
        "iziwork",
        "ergalis",
        "menway",
        "expectra",
        "samsic",
        "artus",
        "adequat",
        "welljob",
        "kelly",
        "hays",
        "leaderinterim",
        "interaction",
        "aquila",
    ]
)
_AGENCE = re.compile(
    r"(?:start people|page personnel|appel medical|domino (?:rh|interim|care)|camo emploi|sup interim|lip interim|leader interim|triangle interim)(?!\w)"
)


def est_agence(texte: str) -> bool:
    """Whether a name starts with that of a temporary employment agency known in France."""
    plie = fold(texte)
    return bool(_AGENCE.match(plie)) or re.split(r"\W", plie, maxsplit=1)[0] in _AGENCES


_EN_INTERIM = re.compile(
    r"(?:(?:diverses|differentes|plusieurs) )?missions? (?:d'interim|(?:en )?interim(?:aires?)?)|(?:agent |ouvrier |employee? )?interimaire"
)


def est_mission_interim(texte: str) -> bool:
    """Temporary work told as such: a title, never an employer."""
    return _EN_INTERIM.fullmatch(fold(texte)) is not None


def est_lieu(texte: str) -> float:
    """How surely `texte`, all of it, is a place: 0 to 1."""
    if lire_pays(texte) or est_ville_connue(texte):
        return 0.9
    lieux = trouver_lieux(texte)
    couvert = sum(lieu.fin - lieu.debut for lieu in lieux)
    return max(lieu.confiance for lieu in lieux) if lieux and couvert >= 0.75 * len(texte.strip(" .")) else 0.0


def est_entreprise(texte: str) -> float:
    """Cues of an employer in its name: 0 to 1."""
    if est_mission_interim(texte):
        return 0.0
    return 0.9 if ressemble_entreprise(texte) or est_agence(texte) else 0.75 if ressemble_ecole(texte) else 0.0


def tete_de_metier(texte: str) -> float:
    """Whether a head word of job titles stands where it should: first (French) 1, last (English) 1, elsewhere 0.5."""
    mots = list(re.findall(r"[a-z][a-z'-]*", fold(re.sub(r"\([^()]*\)|[·(]\w{1,5}\)?", " ", texte))))
    if not mots:
        return 0.0
    fr, en = _tetes()
    if mots[0] in fr or mots[-1] in en:
        return 1.0
    avant_de = [m for m, s in itertools.pairwise(mots) if s in ("of", "de", "-", "for", "en")]
    if any(m in en for m in avant_de) or (
        len(mots) > 1 and mots[0] in ("jeune", "futur", "senior", "lead", "premier", "premiere", "vice", "sous", "co", "ex") and mots[1] in fr
    ):
        return 0.9
    return 0.5 if any(m in fr or m in en for m in mots) else 0.0
