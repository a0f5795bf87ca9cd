"""Places and postal addresses as CVs state them. A place is read, never judged."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app.ai.extraction.etendue import Etendue
from app.utils.text import fold


@dataclass(frozen=True)
class Lieu(Etendue):
    """A place: `ville` as written (capitals undone), `pays` by its French name. Confidence 0.95 with a postcode, 0.6 for a town alone."""

    ville: str | None
    code_postal: str | None
    pays: str | None
    confiance: float


_DONNEES = Path(__file__).parent / "donnees"
_MAJ = r"A-ZÀ-ÖØ-ÞŒŠŽŁŚĆ"
_MIN = r"a-zß-öø-ÿœšžłńśćąęóř"
_LETTRE = rf"[{_MAJ}{_MIN}]"
_PARTICULE = r"(?:sur|sous|en|le|la|les|lès|lez|de|du|des|et|aux?|à|SUR|SOUS|EN|LE|LA|LES|LÈS|DE|DU|DES|upon|of)"
_MOT = rf"(?:[dlDL]['’])?[{_MAJ}]{_LETTRE}{{1,20}}"
_VILLE = rf"(?!CEDEX){_MOT}(?:[ -](?:{_PARTICULE}[ -]){{0,2}}(?!CEDEX|Cedex){_MOT}){{0,4}}"
_CODE = re.compile(
    rf"(?<![\w-])(?:(?:F|FR)[- ])?(?P<cp>(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}),?[ ]{{1,2}}(?P<v>{_VILLE})(?:[ ](?:CEDEX|Cedex)(?:[ ]\d{{1,2}})?)?(?!\w)"
)
_CODE_APRES = re.compile(rf"(?<!\w)(?P<v>{_VILLE})[ ,]{{1,2}}\(?(?P<cp>(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}})\)?(?![\w-])")
_DEPARTEMENT = re.compile(rf"(?<!\w)(?P<v>{_VILLE})[ ]?\((?P<d>(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6]))\)")
_CODE_4 = re.compile(rf"(?<![\w-])(?P<p>B|BE|CH|L|LU)-(?P<cp>\d{{4}})[ ](?P<v>{_VILLE})(?!\w)")
_AVEC_SUITE = re.compile(
    rf"(?<!\w)(?P<v>{_VILLE})(?:[ ](?:\d{{1,2}}(?:er|e|ème)?(?:[ ]arr\.?)?))?[ ]?[,(–/-][ ]?(?P<s>[{_MAJ}][\w.'’-]{{1,20}}(?:[ ][\w'’-]{{2,20}}){{0,3}})"
)
_ETAT = re.compile(rf"(?<!\w)(?P<v>{_VILLE}),[ ](?P<e>[A-Z]{{2}})(?:[ ](?P<cp>\d{{5}}))?(?![\w])")
_ETATS = frozenset(
    [
        *["AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO"],
        *[
            "MT",
            "NE",
            "NV",
            "NH",
            "NJ",
            "NM",
            "NY",
            "NC",
            "ND",
            "OH",
            "OK",
            "OR",
            "PA",
            "RI",
            "SC",
            "SD",
            "TN",
            "TX",
            "UT",
            "VT",
            "VA",
            "WA",
            "WV",
            "WI",
            "WY",
            "DC",
        ],
    ]
)
_PROVINCES = frozenset(["QC", "ON", "BC", "AB", "NS", "NB", "MB", "SK"])
_CODE_UK = re.compile(rf"(?<!\w)(?P<v>{_VILLE}),?[ ](?P<cp>[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}})(?!\w)")
_RUE = re.compile(
    r"(?<![\w/])\d{1,4}[ ]?(?:bis|ter|quater|[a-d])?[ ]?,?[ ](?:rue|avenue|av\.?|boulevard|bd|bld|blvd|place|pl\.?|chemin|allees?|impasse|quai|route|cours|square|residence|lotissement|"
    r"passage|faubourg|sentier|esplanade|promenade|montee|ruelle|villa|hameau|lieu-dit|voie|cite)[ ][^\n,;|•·@]{2,60}"
)
# Words that also count things: "2 cours de yoga" is a street only with a name in capitals.
_RUE_COURANTE = re.compile(
    r"(?<!\d)\d{1,5}[^a-z]{0,6}(?:bis|ter)?[ ,]{0,3}(?:cours|places?|square|villa|voie|passage|cite|promenade|routes?|residence|montee|chemin|hameau)\s"
)
_RUE_EN = re.compile(
    rf"(?<![\w/])\d{{1,5}}[A-Za-z]?[ ](?:[{_MAJ}][\w'’.-]{{1,20}}[ ]){{1,3}}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Court|Square|Terrace|Way|Close|Crescent|Boulevard|Blvd\.?)(?!\w)"
)
_CODES_PAYS = {
    **{"FR": "France", "BE": "Belgique", "CH": "Suisse", "LU": "Luxembourg", "UK": "Royaume-Uni", "GB": "Royaume-Uni", "US": "États-Unis"},
    **{"IE": "Irlande", "NL": "Pays-Bas", "ES": "Espagne"},
}
_PAYS_DU_CODE = {"B": "Belgique", "BE": "Belgique", "CH": "Suisse", "L": "Luxembourg", "LU": "Luxembourg"}


@lru_cache(maxsize=1)
def _pays() -> dict[str, str]:
    """Folded name of a country to its French name."""
    noms: dict[str, str] = {}
    for ligne in (_DONNEES / "pays.txt").read_text(encoding="utf-8").splitlines():
        if not ligne.startswith("#"):
            _, *formes = ligne.split(";")
            noms.update({fold(forme): formes[0] for forme in formes})
    return noms


@lru_cache(maxsize=1)
def _villes() -> dict[str, str]:
    """Folded town to the French name of its country; the first country that lists a town keeps it."""
    francais = {
        ligne.split(";")[0]: ligne.split(";")[1] for ligne in (_DONNEES / "pays.txt").read_text(encoding="utf-8").splitlines() if not ligne.startswith("#")
    }
    villes: dict[str, str] = {}
    for ligne in (_DONNEES / "villes.txt").read_text(encoding="utf-8").splitlines():
        if not ligne.startswith("#"):
            code, noms = ligne.split(";")
            for nom in noms.split(","):
                villes.setdefault(fold(nom), francais[code])
    return villes


def lire_pays(texte: str) -> str | None:
    """French name of the country that `texte` names, all of it, else None."""
    return _pays().get(fold(texte.strip(" .()")))


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    lignes = (_DONNEES / "pays.txt").read_text(encoding="utf-8").splitlines()
    return {ligne.split(";")[1]: ligne.split(";")[0] for ligne in lignes if not ligne.startswith("#")}


def code_pays(nom: str | None) -> str | None:
    """ISO 3166 code of a country by its French name, else None."""
    return _codes().get(nom or "")


_OUTRE_MER = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT", "987": "PF", "988": "NC"}


def region_telephonique(lieu: Lieu) -> str | None:
    """ISO 3166 code of the numbering plan where a place stands: French overseas departments have their own."""
    outre_mer = _OUTRE_MER.get(lieu.code_postal[:3]) if lieu.code_postal and lieu.pays == "France" else None
    return outre_mer or code_pays(lieu.pays)


def est_ville_connue(texte: str) -> bool:
    """Whether `texte`, all of it, is a town of the short list."""
    return fold(texte.strip(" .,()")) in _villes()


def _casse(ville: str) -> str:
    """SAINT-ÉTIENNE as Saint-Étienne; anything else as it is."""
    if not ville.isupper() or len(ville) < 4:
        return ville
    petits = {"SUR", "SOUS", "EN", "LES", "LÈS", "DE", "DU", "DES", "LE", "LA", "ET"}
    mots = re.split(r"([ '’-])", ville)
    return "".join(m.lower() if m in petits and i else m.capitalize() for i, m in enumerate(mots))


def _suite_pays(texte: str, fin: int) -> tuple[str | None, int]:
    """Country named right after a place, and where it ends."""
    code = re.match(r"[ ,]{1,2}\(?(FR|BE|CH|LU|UK|GB|US|IE|NL|ES)\b\)?", texte[fin : fin + 8])
    if code:
        return _CODES_PAYS[code.group(1)], fin + code.end(1)
    trouve = re.match(r"[ ]?[,(–-][ ]?([A-ZÉÎ][\w.'’-]{1,20}(?:[ ][\w'’-]{2,20}){0,3})\)?", texte[fin : fin + 60])
    if trouve:
        mots = trouve.group(1).split(" ")
        for nombre in range(len(mots), 0, -1):
            nom = " ".join(mots[:nombre])
            if pays := lire_pays(nom):
                return pays, fin + trouve.start(1) + len(nom)
    return None, fin


def _avec_code(texte: str) -> list[Lieu]:
    lieux = []
    for motif in (_CODE, _CODE_APRES):
        for lu in motif.finditer(texte):
            pays, fin = _suite_pays(texte, lu.end())
            if motif is _CODE_APRES and lu["v"].isupper() and not est_ville_connue(lu["v"]):
                continue  # "PR 43797"
            if re.match(r" [a-zà-ÿ]", texte[lu.end() : lu.end() + 2]) and not est_ville_connue(lu["v"]):
                continue  # "15000 Clients satisfaits"
            lieux.append(Lieu(lu.start(), fin, _casse(lu["v"]), lu["cp"], pays or "France", 0.95 if motif is _CODE else 0.85))
    for lu in _CODE_4.finditer(texte):
        lieux.append(Lieu(*lu.span(), _casse(lu["v"]), lu["cp"], _PAYS_DU_CODE[lu["p"]], 0.95))
    for lu in _CODE_UK.finditer(texte):
        pays, fin = _suite_pays(texte, lu.end())
        lieux.append(Lieu(lu.start(), fin, _casse(lu["v"]), lu["cp"], pays or "Royaume-Uni", 0.9))
    return lieux


def _avec_pays(texte: str) -> list[Lieu]:
    lieux = []
    for lu in _DEPARTEMENT.finditer(texte):
        lieux.append(Lieu(*lu.span(), _casse(lu["v"]), None, "France", 0.9))
    for lu in _ETAT.finditer(texte):
        if (lu["e"] in _ETATS or lu["e"] in _PROVINCES) and not lu["v"].isupper():
            lieux.append(Lieu(*lu.span(), _casse(lu["v"]), lu["cp"], "États-Unis" if lu["e"] in _ETATS else "Canada", 0.85))
    for lu in _AVEC_SUITE.finditer(texte):
        pays, fin = _suite_pays(texte, lu.end("v"))
        if pays is None:
            reste = texte[lu.end("v") : lu.start("s")]
            pays, fin = _suite_pays(texte, lu.end("v") + len(reste) - len(reste.lstrip(" 0123456789erèm")))
        if pays and lire_pays(lu["v"]) is None:
            code = _CODE_AVANT.search(texte[max(0, lu.start() - 6) : lu.start()]) if pays in _PAYS_DU_CODE.values() else None
            debut = lu.start() - (len(code.group()) if code else 0)
            lieux.append(Lieu(debut, fin, _casse(lu["v"]), code["cp"] if code else None, pays, 0.95 if code else 0.9))
    return lieux


_CODE_AVANT = re.compile(r"(?<!\d)(?P<cp>[1-9]\d{3}) $")
_CANDIDATE = re.compile(rf"(?<![\w-]){_VILLE}(?![\w-])")


def _seules(texte: str) -> list[Lieu]:
    """Known towns named alone, whole or at the head of a longer run of capitalised words."""
    lieux = []
    for lu in _CANDIDATE.finditer(texte):
        tete, _, code = lu.group().rpartition(" ")
        if code in _CODES_PAYS and fold(tete) in _villes():
            lieux.append(Lieu(*lu.span(), _casse(tete), None, _CODES_PAYS[code], 0.8))
        elif pays := _villes().get(fold(lu.group())):
            lieux.append(Lieu(*lu.span(), _casse(lu.group()), None, pays, 0.6))
    return lieux


def trouver_lieux(texte: str) -> list[Lieu]:
    """Places in `texte`, in order, none overlapping; those with a postcode or a country win over bare towns."""
    gardes: list[Lieu] = []
    occupes = bytearray(len(texte) + 1)
    for lieu in [*_avec_code(texte), *_avec_pays(texte), *_seules(texte)]:
        lieu = _sans_etiquette(lieu)
        if not any(occupes[lieu.debut : lieu.fin]):
            occupes[lieu.debut : lieu.fin] = b"\1" * (lieu.fin - lieu.debut)
            gardes.append(lieu)
    return sorted(gardes, key=lambda lieu: lieu.debut)


def _sans_etiquette(lieu: Lieu) -> Lieu:
    """Drop what stands before a known town: "Adresse Bordeaux (33)", "Mirabelle Santé Lyon, France"."""
    mots = (lieu.ville or "").split(" ")
    if len(mots) == 1 or lieu.code_postal or est_ville_connue(lieu.ville or ""):
        return lieu
    for rang in range(1, len(mots)):
        reste = " ".join(mots[rang:])
        if est_ville_connue(reste):
            return replace(lieu, debut=lieu.debut + len(lieu.ville or "") - len(reste), ville=reste)
    return lieu


def trouver_adresses(texte: str) -> list[Etendue]:
    """Street addresses, number and street, in order."""
    plie = fold(texte)
    rues = [t.span() for t in _RUE.finditer(plie)]
    spans = [(a, b) for a, b in rues if not _RUE_COURANTE.match(plie, a) or any(c.isupper() for c in texte[a:b])]
    spans += [t.span() for t in _RUE_EN.finditer(texte)]
    return [Etendue(debut, debut + len(texte[debut:fin].rstrip())) for debut, fin in sorted(spans)]
