"""Degrees, their level on the European scale (EQF, 3 to 8) and their field; cue words of schools and companies."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.ai.extraction.echecs import CONCOURS, NON_OBTENU
from app.ai.extraction.etendue import Etendue
from app.ai.extraction.lieux import est_ville_connue
from app.utils.text import fold


@dataclass(frozen=True)
class Diplome(Etendue):
    """A degree as written (`diplome`, with its acronym: "DUT GEA"), its field and level. `span_domaine` is the place of the field.

    `niveau` is None for a certificate whose level the text does not give.
    """

    diplome: str
    domaine: str | None
    niveau: int | None
    confiance: float
    span_domaine: tuple[int, int] | None = None


DOMAINE_MAX = 90
DIPLOME_ENTIER = 4
_DONNEES = Path(__file__).parent / "donnees"
_NUMERO = re.compile(
    r"(?<!\w)(?:rncp|eqf|cec|certifi\w{1,6}|titre|diplome|certification)?[^\n\d]{0,30}?(?:niveau(?<!\wniveau)|niv(?<!\wniv)\.?|level(?<!\wlevel))\s?(?P<n>[1-8]|iv|v|iii|ii|i)(?!\w)(?:\s?\(?(?:rncp|eqf|cec))?"
)
_ROMAINS = {"v": 3, "iv": 4, "iii": 5, "ii": 6, "i": 7}
_CADRE = re.compile(r"\b(?:rncp|eqf|cec|titre|certifi|diplome|certificat)")
_INGENIEUR = re.compile(r"(?<!\w)ingenieure?(?!\w)")


_Motif = tuple[int | None, re.Pattern[str]]


@lru_cache(maxsize=1)
def _motifs() -> tuple[dict[bool, re.Pattern[str]], dict[bool, list[_Motif]]]:
    """Degrees of the data file, by whether the case counts: one pattern that finds any of them, and each with its level."""
    chacun: dict[bool, list[_Motif]] = {True: [], False: []}
    suites: dict[bool, list[str]] = {True: [], False: []}
    for ligne in (_DONNEES / "diplomes.txt").read_text(encoding="utf-8").splitlines():
        if not ligne or ligne.startswith("#"):
            continue
        niveau, motif = ligne.split("|", 1)
        tel_quel = motif.startswith("=")
        suite = _blancs(motif.lstrip("="))
        suites[tel_quel].append(suite)
        chacun[tel_quel].append((None if niveau == "-" else int(niveau), re.compile(rf"(?<![\w.])(?:{suite})(?!\w)")))
    return {cas: re.compile(rf"(?<![\w.])(?:{'|'.join(liste)})(?!\w)") for cas, liste in suites.items()}, chacun


def _blancs(motif: str) -> str:
    """Any blank for a blank, save inside look-behinds, which need a fixed width."""
    morceaux = re.split(r"(\(\?<[!=][^)]{0,80}\))", motif)
    return "".join(m if m.startswith("(?<") else m.replace(" ?", r"\s?").replace(" ", r"\s{1,2}") for m in morceaux)


def _premier(texte: str, plie: str) -> tuple[int, int, int | None, float] | None:
    """Leftmost degree, the longest at its place: offsets, level, confidence."""
    ensemble, chacun = _motifs()
    trouves = [(lu.start(), cas) for cas in (True, False) if (lu := ensemble[cas].search(texte if cas else plie))]
    debut = min((place for place, _ in trouves), default=len(plie))
    fin, niveau = -1, None
    for cas in (cas for place, cas in trouves if place == debut):
        for niveau_lu, motif in chacun[cas]:
            lu = motif.match(texte if cas else plie, debut)
            if lu and lu.end() > fin:
                fin, niveau = lu.end(), niveau_lu
    ingenieur = _INGENIEUR.search(plie, 0, debut)
    if ingenieur:
        return ingenieur.start(), ingenieur.end(), 7, 0.6
    if fin < 0:
        return None
    courant = texte[debut].islower() and texte[:debut].strip() != ""  # in small letters within a sentence: perhaps "master data"
    return debut, fin, niveau, 0.6 if courant else 0.7 if fin - debut <= 2 else 0.95


def _niveau_ecrit(plie: str) -> tuple[int, int, int] | None:
    """A level that the text gives by number: "Titre RNCP niveau 6", "niveau II" of the old French scale. Offsets and level."""
    for lu in _NUMERO.finditer(plie):
        if _CADRE.search(lu.group()) or _CADRE.search(plie[max(0, lu.start() - 40) : lu.start()]):
            nombre = lu["n"]
            return lu.start("n"), lu.end(), _ROMAINS.get(nombre) or int(nombre)
    return None


_PREMIERE_ANNEE = re.compile(r"\b(?:1ere|1re|premiere|1st|first|2e|2eme|deuxieme|2nd|second)\s(?:annee|year)\s(?:de\s|d'|of\s)?$")


def _completer(texte: str, plie: str, fin: int) -> tuple[int, int | None]:
    """End and level of a degree told twice: "Diplôme de Master", "Titre professionnel Soudeur (bac+2)"."""
    limite = plie.find("\n", fin) % (len(plie) + 1)
    suite = _premier(texte[fin:limite], plie[fin:limite])
    if suite is None or suite[2] is None:
        return fin, None
    if suite[0] <= 5:
        return fin + suite[1], suite[2]
    return fin, suite[2] if plie[fin + suite[0] :].startswith("bac") else None


_NIVEAU_ATTEINT = re.compile(r"(?:^|[\t\n,;:|–—-]\s?)niveau\s(?:de\s)?$")
"""`Niveau Bac`: the years were done, the degree was not obtained."""

_SIGLE = re.compile(r"[ ](?!(?:EN|DE|DU|ET|LE|LA|IN|OF|AND)\b)[A-Z][A-Z0-9&+/-]{1,7}(?![\w'’.])")
_SERIE = re.compile(r"[ ](?:S[ -](?:SI|SVT)|S|ES|L|STMG|STI2D|ST2S|STL|D|C)(?!\w)")
_LIEN = re.compile(
    r"(?:\s{0,2}\((?:[a-z][a-z.]{1,9}|bac\s?\+\s?\d|[a-z]{2,8}\s?\d?)\)(?=[ ,:–-])|\s{0,2}(?:[:,–—|(-]|\b(?:en|es|in|of|de|d'|des|du|specialite|specialisation|option|including|incl\.|dont|mention(?!\s(?:tres|assez|bien|ab|tb|b|honorable|passable))|parcours|filiere|domaine|major(?:ing)?(?:\sin)?|degree|diploma|honou?rs|hons)(?=\W)))?\s{0,2}"
)
_FIN_DOMAINE = re.compile(
    r"\s{1,3}[–—|•·-]{1,2}\s|[,;|\n\t(\[•·]|\s{2,}|\s[@]\s|\b(?:chez|obtenu|obtained|avec\smention|mention|option|with\s(?:honou?rs|distinction)|from|depuis)\b|(?:19|20)\d\d|\s(?:a|at)\s(?=[a-z])|:\s"
)
_SANS_DOMAINE = re.compile(
    r"^(?:[a-g]\s?\*{0,2}\s?(?:[-–]|to|a)\s?[a-g]|(?:at\s)?grades?\b|gpa\b|mention|(?:tres|assez)\sbien|bien\b|en\scours|obtenue?|valide|niveau|mention|option|bac\b|rncp|annee|\d|session|admis|dans|pour|avec|sur|cours|courses?|program(?:me)?|degree|diploma|etudes?|formation|diplome|alternance|apprentissage|par|with|hons?|honou?rs)\b|^.{0,2}$"
)


_ET_AUTRE = re.compile(r"^[^\W\d][^\n]{0,40}?\s(?:et|and|&)\s[^\W\d]")


def est_mention_de_diplome(texte: str) -> bool:
    """A grade, a result or a count, never a field nor a school: "A*–C", "including", "with honours"."""
    return bool(_SANS_DOMAINE.match(fold(texte)) or _LIEN.fullmatch(fold(texte)))


def _domaine(texte: str, plie: str, position: int) -> tuple[int, int] | None:
    """Field of study that follows the degree ending at `position`."""
    for _ in range(3):
        lien = _LIEN.match(plie, position)
        if lien is None or lien.end() == position:
            break
        position = lien.end()
    arret = _fin_du_domaine(texte, plie, position)
    morceau = texte[position:arret]
    debut = position + len(morceau) - len(morceau.lstrip(" .:–-"))
    arret = position + len(morceau.rstrip(" .,:;–—-)"))
    lu = texte[debut:arret]
    if len(lu) < 3 or not lu[0].isalpha() or _SANS_DOMAINE.match(plie[debut:arret]) or ressemble_ecole(lu) or "@" in lu:
        return None
    return debut, arret


def _fin_du_domaine(texte: str, plie: str, position: int) -> int:
    """End of the field that starts at `position`: at a separator, commas of a list within the field apart."""
    limite = min(len(plie), position + DOMAINE_MAX)
    fin = _fin(texte, plie, position, limite)
    while fin and fin.group() == "," and (suite := _suite_de_liste(texte, plie, fin.end(), limite)):
        fin = _fin(texte, plie, suite, limite)
    return fin.start() if fin else limite


def _fin(texte: str, plie: str, position: int, limite: int) -> re.Match[str] | None:
    """The first mark that may end a field; "à" does so only before a name ("services à la personne" is one field)."""
    for fin in _FIN_DOMAINE.finditer(plie, position, limite):
        if fin.group().strip() != "a" or texte[fin.end()].isupper() or ressemble_ecole(re.split(r"[,;\n(–—|]", texte[fin.end() : fin.end() + 40])[0]):
            return fin
    return None


def _suite_de_liste(texte: str, plie: str, position: int, limite: int) -> int:
    """Where a list of subjects goes on after a comma ("Mathematics, Economics and French"); 0 when the comma ends the field."""
    petits = 0
    for _ in range(4):
        fin = _fin(texte, plie, position, limite)
        bout = fin.start() if fin else limite
        morceau, lu = plie[position:bout].strip(), texte[position:bout].strip()
        if any(est_ville_connue(m) for m in re.split(r"\s(?:et|and|&)\s", lu)):
            return 0
        if not morceau or _SANS_DOMAINE.match(morceau) or ressemble_ecole(lu) or (lu[0].isupper() and ressemble_entreprise(lu)) or any(c.isdigit() for c in lu):
            return 0
        if _ET_AUTRE.search(morceau) and len(lu.split()) <= 9:
            return position
        if fin is None or fin.group() != "," or len(lu.split()) > 3:
            # "Assurance, banque, finance"
            return position if petits and morceau.isalpha() and lu.islower() else 0
        petits += lu.islower()
        position = fin.end()
    return 0


def lire_diplome(texte: str) -> Diplome | None:
    """The first degree of `texte` (a line or a small block), or None. Confidence 0.6 for a bare "ingénieur" and for small letters within a sentence."""
    plie = fold(texte)
    lu = _premier(texte, plie)
    ecrit = _niveau_ecrit(plie)
    if lu is None:
        return None
    debut, fin, niveau, confiance = lu
    if niveau is None and ecrit:
        niveau, confiance = ecrit[2], 0.9
    elif niveau is None:
        fin, niveau = _completer(texte, plie, fin)
    if _PREMIERE_ANNEE.search(plie[max(0, debut - 24) : debut]):
        niveau = None
    atteint = _NIVEAU_ATTEINT.search(plie[max(0, debut - 24) : debut])
    if atteint:
        # the whole is kept, "niveau" and all, so that nobody reads a degree in it
        debut, niveau = plie.rindex("niveau", 0, debut), None
    sigle = _SERIE.match(texte, fin) if plie[debut:fin].startswith("bac") else _SIGLE.match(texte, fin)
    crie = texte[fin:].upper() == texte[fin:] and sigle is not None and sigle.end() - fin > 5  # in a line of capitals a long word is no acronym
    if sigle and not crie and not ressemble_ecole(sigle.group()):
        fin = sigle.end()
    if niveau is None and ecrit is None and fin - debut < 4 and not texte[debut:fin].isupper():
        return None
    if plie[debut:fin].startswith(("prepa", "classe")) and CONCOURS.match(plie, fin):
        niveau = None  # prepares an entrance examination, as anybody may
    echec = NON_OBTENU.search(plie, fin, min(len(plie), fin + DOMAINE_MAX))
    if echec and not atteint and "\n" not in plie[fin : echec.start()]:
        # the whole is kept, so that nobody reads a degree in it
        return Diplome(debut, echec.end(), " ".join(texte[debut : echec.end()].split()), None, None, confiance)
    depart = ecrit[1] if ecrit and 0 <= ecrit[0] - fin < 20 else fin
    span_domaine = _domaine(texte, plie, depart)
    if (
        span_domaine
        and len(plie[debut:fin].split()) >= DIPLOME_ENTIER
        and re.fullmatch(r",\s", texte[fin : span_domaine[0]])
        and texte[slice(*span_domaine)].isupper()
    ):
        span_domaine = None  # "Diplôme d'État d'éducateur de jeunes enfants, ESTES": the degree tells its field, the initials are the school's
    domaine = texte[slice(*span_domaine)] if span_domaine else None
    return Diplome(debut, fin, " ".join(texte[debut:fin].split()), domaine, niveau, confiance, span_domaine)


_ECOLE = re.compile(
    r"(?<![\w-])(?:universi\w{1,6}|univ\.?|ecoles?|lycees?|colleges?|instituts?|institutes?|institution\s\w{1,20}|facultes?|faculty|fac\sde|campus|business\sschool|schools?|academy|academie|academies|"
    r"polytechnique|polytech\w{0,10}|conservatoire|iut\w{0,8}|iufm|espe|inspe|ifsi|ifas|irts|cfa|cfppa|greta|afpa|cnam|cned|insa|hec|essec|escp|edhec|em\s?lyon|emlyon|audencia|neoma|kedge|skema|esc|icn|iae|iseg|inseec|"
    r"insead|ens|ensam|ensae|ensimag|enac|enseeiht|ensta|ens-?\w{2,8}|isep|ece|epita|epitech|esiea|esilv|efrei|supinfo|supdeveloppement|supelec|centralesupelec|supbiotech|isen|estia|utc|utt|utbm|"
    r"sciences\sp[oô]|iep|openclassrooms|le\swagon|wild\scode\sschool|simplon|ynov|hetic|iim|esgi|mydigitalschool|ironhack|coursera|udacity|edx|mit|eth\szurich|epfl|ucl|lse|hochschule|universitat|"
    r"politecnico|gymnasium|grammar\sschool|sixth\sform|trinity\scollege|mines\s(?:paris|paristech|nancy|saint-?\w{1,10}|ales)|ponts\set\schaussees|agroparistech|telecom\s(?:paris|sudparis|bretagne)|centrale\s(?:paris|lyon|lille|nantes|marseille)|"
    r"greta|maison\sfamiliale|mfr|creps|staps|centre\sde\sformation)(?![\w-])"
)
_ECOLE_FAUSSE = re.compile(r"\b(?:maternelle|primaire|elementaire)\b|\bauto-?ecole\b")
_ENTREPRISE = re.compile(
    r"(?<![\w-])(?:sarl|s\.a\.r\.l\.?|s\.a\.s\.?u?|sasu|eurl|scop|scp|selarl|gmbh|ltd|limited|llc|llp|inc\.?|plc|corp\.?|corporation|b\.v\.|s\.r\.l\.?|srl|s\.p\.a\.?|pty|co\.(?=\s|$)|&\sco|"
    r"groupe|group|holding|filiale|compagnie|company|societe|etablissements|ets|entreprise|enterprises?|cabinet|agence|agency|chu|chru|chr|aphp|ap-hp|hopital|hopitaux|hospital|clinique|clinic|ehpad|"
    r"mairie|ville\sde|commune\sde|communaute\s(?:de\scommunes|d'agglomeration|urbaine)|metropole|conseil\s(?:departemental|regional|general)|departement\sd\w{1,3}|region\s\w{3,20}|prefecture|ministere|ministry|"
    r"association|fondation|foundation|ong|ngo|office\s(?:de|du|for|of)|chambre\sde|caisse|cpam|caf|urssaf|pole\semploi|france\stravail|restaurant|brasserie|hotel|boulangerie|patisserie|garage|pharmacie|pharmacy|"
    r"banque|bank|credit|assurances?|insurance|mutuelle|consulting|consultants|conseil|solutions|technologies|technology|systems?|services|industries|industrie|studios?|labs?|laboratoires?|partners|associes|"
    r"transports?|logistique|logistics|distribution|editions|media|productions|imprimerie|constructions?|batiment|immobilier|energies?|energy|telecom|software|interim|supermarche|hypermarche|magasins?|"
    r"ateliers?|fabrique|usine|domaine|vignobles?|chateau|ferme|freelance|auto-?entrepreneur|micro-?entreprise|independante?|self-?employed)(?![\w-])|(?<=\w)\s&\s(?=fils|sons|associes|co|partners|cie)|&\s?cie\b"
)
_SIGLES_ENTREPRISE = re.compile(r"(?<![\w-])(?:SA|SAS|SNC|SCI|SE|AG|KG|BV|NV|SpA|GIE|SEM|SCA|EI|CHU|CHRU|CH)(?![\w-])")


def ressemble_ecole(texte: str) -> bool:
    """Whether `texte` has a word that names a school, a university or a training centre."""
    plie = fold(texte)
    return bool(_ECOLE.search(plie)) and not _ECOLE_FAUSSE.search(plie)


def ressemble_entreprise(texte: str) -> bool:
    """Whether `texte` has a legal form or a word that names an employer."""
    return bool(_ENTREPRISE.search(fold(texte)) or _SIGLES_ENTREPRISE.search(texte))
