"""Lines of a list of certificates or projects to items, and the words that only introduce an issuer."""

import re
from dataclasses import replace
from itertools import pairwise

from app.ai.extraction.morceaux import Morceau
from app.ai.extraction.retours import est_pleine
from app.ai.lecture.mise_en_page import Ligne
from app.utils.text import fold

_DELIVRE = re.compile(r"(?:issued|delivered|awarded|delivree?s?|obtenue?s?)?\s?(?:by|par|from|aupres de|on|le)\b\s?:?\s*|(?:issuer|organisme|issued)\s?:?\s*")

_A_SUIVRE = re.compile(r"(?:,|\s(?:et|de|du|des|en|a|la|le|les|&|and|of|iso))$")
"""An item that its line end left open."""

_FINI = re.compile(r"(?:\)|(?:19|20)\d\d)\s*$")
"""An item that ends with its year or a closed bracket."""


def sans_prefixe(m: Morceau) -> Morceau | None:
    """`Issued by Scrum.org` without its opening words; None when nothing else is there."""
    trouve = _DELIVRE.match(fold(m.texte))
    if trouve is None or not trouve.end():
        return m
    reste = m.texte[trouve.end() :]
    return Morceau(reste, m.debut + trouve.end(), m.fin, m.rang, m.segment, m.gras, m.italique, m.taille) if reste else None


_RECU_DE = re.compile(r",?\s(?:delivree?s?|dispensee?s?|obtenue?s?|issued|awarded)\s(?:par|by|aupres\sd[eu]|chez)\s(?:l[ae]s?\s|l')?")
_AVANT_DATE = re.compile(
    r",?\s(?:(?:obtenue?s?|recyclee?s?|renouvelee?s?|delivree?s?|passee?s?|valables?|valides?)(?:\s(?:en|le|depuis|jusqu['’](?:en|au|a)))?|jusqu['’](?:en|au|a))$"
)


def sans_annonces(pieces: list[Morceau]) -> list[Morceau]:
    """Pieces parted at "délivré par", and without the words that only announce a date ("obtenue en")."""
    lus: list[Morceau] = []
    for m in pieces:
        plie = fold(m.texte)
        bout = _AVANT_DATE.search(plie)
        fin = bout.start() if bout else len(plie)
        recu = _RECU_DE.search(plie, 1, fin)
        bornes = [(0, recu.start()), (recu.end(), fin)] if recu else [(0, fin)]
        lus += [replace(m, texte=m.texte[a:b], debut=m.debut + a, fin=m.debut + b) for a, b in bornes if a < b]
    return lus


_RANG = re.compile(
    r"(?:associate|professional|practitioner|foundation|foundations|fundamentals?|expert|specialty|advanced|intermediate|beginner|developer|administrator|(?:level|niveau|tier)\s\w{1,3}|[iv]{1,3}|\d)"
)


_CERTIFICAT = re.compile(
    r"(?:caces|habilitation|psc ?1|sst(?!\w)|sauveteur|afgsu|fimo|fco(?!\w)|haccp|toeic|toefl|ielts|tosa|pix(?!\w)|(?:certificat |projet )?voltaire|prince2|itil|(?:professional )?scrum|psm|pmp(?!\w)|csm(?!\w)|ssiap|bnssa|bafa|bafd|"
    r"ipaf|cscs|aipr|prap|certiphyto|h0b0|qualigaz|gestes et postures|travail en hauteur|attestation (?:de |d'|fluides)|bulats|linguaskill|delf|dalf|pg qualigaz|permis|carte professionnelle|aws certified|microsoft certified|google (?:cloud|analytics|ads)|oracle certified|cisco|ccna|ccnp|comptia|(?:emergency |paediatric )?first aid|food (?:hygiene|safety)|safeguarding|mooc|certification|certified)(?!\w)"
)


_A_CODES = re.compile(r"(?:caces|habilitations?\selectriques?|permis)(?!\w)")
_CODE = r"(?:\d{1,2}[a-z]?|[a-z]{1,2}\d{0,2}[a-z]?)(?:\s(?:manouvre|manoeuvre|mesurage|verification|essai)s?)?"
_CODES = re.compile(rf"{_CODE}(?:\s(?:et|&|/)\s{_CODE})*")
_PRECISION = re.compile(
    r"(?:score|niveau|level|recycl\w{2,4}|option|mention|groupe|categories?|cat\.|valable|valide|concepteur|encadrant|operateur|points?|en\scours|a\sjour|(?:mac\s)?sst|fimo|fco)(?!\w)|[abc][12]$"
)
"""What follows the name of a certificate and names no issuer."""


def est_certificat(texte: str) -> bool:
    """Whether what stands among the degrees is a certificate by its first words."""
    return bool(_CERTIFICAT.match(fold(texte)))


def nom_entier(pieces: list[Morceau], lignes: list[Ligne], bord: float, texte: str) -> tuple[Morceau, list[Morceau]]:
    """Name of a certificate with what a narrow column, a colon or a dash parted from it ("– Associate"), and the other pieces, its initials left out."""
    nom, restes = pieces[0], pieces[1:]
    while restes and (_coupe_ici(nom, restes[0], lignes, bord) or _va_avec(nom, restes[0], texte)):
        nom, restes = replace(nom, texte=f"{nom.texte} {restes[0].texte}", fin=restes[0].fin, rang=restes[0].rang), restes[1:]
    return nom, [m for m in restes if not (m.entre and _meme_sigle(nom.texte, m.texte)) and not m.texte[0].isdigit() and not _PRECISION.match(fold(m.texte))]


def _va_avec(nom: Morceau, suite: Morceau, texte: str) -> bool:
    """Whether `suite` is more of the name: after a colon, a rank ("– Associate"), the next codes of a list ("CACES 1, 3 et 5")."""
    plie = fold(suite.texte)
    codes = (
        suite.rang <= nom.rang + 1 and not suite.entre and texte[nom.fin : suite.debut].strip() in (",", "/") and _A_CODES.match(fold(nom.texte)) is not None
    )
    return texte[nom.fin : suite.debut].strip() == ":" or _RANG.fullmatch(plie) is not None or (codes and _CODES.fullmatch(plie) is not None)


def _meme_sigle(a: str, b: str) -> bool:
    """Whether one is the initials of the other, small words left out or not: "SST", "Sauveteur secouriste du travail"."""
    for long, court in ((a, b), (b, a)):
        mots = long.split()
        if court in "".join(m[0] for m in mots) or (len(mots) > 1 and court.upper() == court == "".join(m[0] for m in mots if len(m) > 3).upper()):
            return True
    return False


def _coupe_ici(nom: Morceau, suite: Morceau, lignes: list[Ligne], bord: float) -> bool:
    """Whether `suite` is the rest of a line that was full."""
    suivent = suite.debut == nom.fin + 1 and suite.rang == nom.rang + 1 and suite.style == nom.style
    return suivent and est_pleine(lignes[nom.rang], lignes[suite.rang], bord)


def blocs(lignes: list[Ligne], bord: float) -> list[list[Ligne]]:
    """Lines that belong together: a bullet, a bold line or a clear white opens a new block; wrapped lines follow on. `bord`: right edge of the column."""
    seuil = _seuil_de_blanc(lignes)
    lus: list[list[Ligne]] = []
    for ligne, coupee in ((part, rang > 0) for entiere in lignes for rang, part in enumerate(_un_certificat_par_ligne(entiere))):
        avant = lus[-1][-1] if lus else None
        if avant is None or coupee or ligne.puce or (ligne.gras and not avant.gras) or _nouvelle(avant, ligne, bord, seuil):
            lus.append([ligne])
        else:
            lus[-1].append(ligne)
    return lus


_DELIVRE_PAR = re.compile(
    r"(?:scrum(?:\.org|\salliance)|cisco(?:\ssystems|\snetworking\sacademy)?|comptia|projet\svoltaire)(?:$|[,;(|\t]|\s[(–—-]|\s(?:19|20)\d\d)"
)
"""An issuer that bears the name of what it issues."""

_ENTRE_CERTIFICATS = re.compile(r"[,;•|]\s{1,3}(?=\S)|\s[–—-]\s(?=\S)")


def _un_certificat_par_ligne(ligne: Ligne) -> list[Ligne]:
    """The line cut where another certificate begins, known by its first words: `SSIAP 2 ; SST – H0B0`."""
    for lu in _ENTRE_CERTIFICATS.finditer(ligne.texte):
        suivant = ligne.texte[lu.end() :]
        precise = _DELIVRE_PAR.match(fold(suivant)) or (lu.group().startswith(",") and _PRECISION.match(fold(suivant)))
        if est_certificat(suivant) and not precise and est_certificat(ligne.texte.lstrip("•▪– ")):
            avant, apres = ligne.couper(ligne.debut + lu.start())
            suite = apres.couper(ligne.debut + lu.end())[1] if apres else None
            if avant and suite:
                return [avant, *_un_certificat_par_ligne(replace(suite, ecart=0.0))]
    return [ligne]


def _seuil_de_blanc(lignes: list[Ligne]) -> float | None:
    """White above which an item begins, when the whites of the section are clearly of two kinds."""
    blancs = sorted(li.ecart for li in lignes[1:] if li.ecart > 0)
    if len(blancs) < 2 or blancs[-1] < 1.8 * blancs[0] + 1:
        return None
    saut, seuil = max((b - a, (a + b) / 2) for a, b in pairwise(blancs))
    return seuil if saut > 0.6 * (blancs[-1] - blancs[0]) else None


def _nouvelle(avant: Ligne, ligne: Ligne, bord: float, seuil: float | None) -> bool:
    """Another item: by its white where whites tell, else set like the line before, which had room for its first word."""
    serre = ligne.page == avant.page and ligne.ecart < 1.2 * ligne.taille
    if serre and _A_SUIVRE.search(fold(avant.texte)):
        return False
    if serre and est_certificat(ligne.texte):
        return True
    if seuil is not None and ligne.ecart > 0:
        return ligne.ecart > seuil
    meme = abs(avant.taille - ligne.taille) < 0.5 and avant.gras == ligne.gras
    return (meme and (_FINI.search(avant.texte) is not None or not est_pleine(avant, ligne, bord))) or ligne.ecart > 1.2 * ligne.taille
