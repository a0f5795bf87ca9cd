"""Ways to reach a person: e-mail addresses, telephone numbers, links, driving permits, and the spans that tell who they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from app.ai.extraction.dates import trouver_naissances
from app.ai.extraction.etendue import Etendue
from app.ai.extraction.liens import Lien, recoudre, trouver_liens
from app.ai.extraction.lieux import trouver_adresses, trouver_lieux
from app.utils.text import fold

CANDIDATS_MAX = 100

__all__ = ["Contact", "Lien", "Permis", "spans_identite", "trouver_emails", "trouver_liens", "trouver_permis", "trouver_telephones"]


@dataclass(frozen=True)
class Contact(Etendue):
    """An e-mail address (normalised) or a telephone number (E.164). An empty span: known from a link of the document, not from its text."""

    valeur: str
    confiance: float


@dataclass(frozen=True)
class Permis(Etendue):
    """A category of driving permit, as printed on it: B, A2, CE."""

    categorie: str
    confiance: float


# --- e-mail -----------------------------------------------------------------------------------------------------------

_LOCAL = re.compile(r"[A-Za-z0-9._%+'\u00c0-\u024f-]{1,64}$")
_DOMAINE = re.compile(r"(?<![A-Za-z0-9-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}")
_DOMAINE_COUPE = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,4}\s{0,2}\n\s{0,3}[a-z]{2,6}(?![\w@.])|\s{0,2}\n\s{0,3}(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}")
_BOUT_COUPE = re.compile(r"\s{0,2}\n\s{0,3}([a-z]{1,3})\s{0,3}(?:\n|$)")
_AROBASE = re.compile(r"\s?[\[({]\s?(?:at|arobase|@|chez)\s?[\])}]\s?", re.IGNORECASE)
_FINS = frozenset(["com", "fr", "org", "net", "eu", "io", "be", "ch", "ca", "uk", "edu", "info", "dev", "me", "pro"])


def _valider(adresse: str) -> str | None:
    try:
        return validate_email(adresse, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _couper_colle(domaine: str) -> str:
    """``gmail.comTéléphone`` and ``orange.frParis``: the next field glued to the domain."""
    tete, _, fin = domaine.rpartition(".")
    colle = re.match(r"([a-z]{2,4})[A-Z]", fin)
    return f"{tete}.{colle.group(1)}" if colle and colle.group(1) in _FINS else domaine


def _adresse_autour(texte: str, debut_arobase: int, fin_arobase: int) -> tuple[int, int, str, float] | None:
    """The address around an "@": offsets, address, confidence."""
    avant = texte[max(0, debut_arobase - 64) : debut_arobase]
    local = _LOCAL.search(avant.rstrip(" ") if fin_arobase - debut_arobase > 1 else avant)
    if local is None:
        return None
    nom = local.group().lstrip(".-'%")
    debut = debut_arobase - (len(avant) - local.start()) + len(local.group()) - len(nom)
    domaine = _DOMAINE.match(texte, fin_arobase)
    coupe = _DOMAINE_COUPE.match(texte, fin_arobase)
    if coupe and (domaine is None or coupe.end() > domaine.end()):
        return debut, coupe.end(), f"{nom}@{''.join(coupe.group().split())}", 0.8
    if domaine is None:
        return None
    nom_domaine = _couper_colle(domaine.group())
    fin = domaine.start() + len(nom_domaine)
    bout = _BOUT_COUPE.match(texte, fin)
    tete, _, dernier = nom_domaine.rpartition(".")
    if bout and dernier + bout.group(1) in _FINS and len(dernier) < 3:
        return debut, bout.end(1), f"{nom}@{tete}.{dernier}{bout.group(1)}", 0.7
    return debut, fin, f"{nom}@{nom_domaine}", 0.98 if fin_arobase - debut_arobase == 1 else 0.8


def trouver_emails(texte: str, liens: Iterable[str] = ()) -> list[Contact]:
    """E-mail addresses, in order. `liens` are the document's links: a ``mailto:`` repairs an address that the page wraps."""
    trouves: dict[str, Contact] = {}
    pris: list[tuple[int, int]] = []
    for lien in liens:
        if not lien.lower().startswith("mailto:"):
            continue
        adresse = _valider(unquote(lien[7:].split("?")[0]).strip())
        if adresse and adresse not in trouves:
            span = recoudre(texte, adresse) or (0, 0)
            pris.append(span)
            trouves[adresse] = Contact(*span, adresse, 0.99)
    signes = [t.span() for t in re.finditer("@", texte)] + [t.span() for t in _AROBASE.finditer(texte) if "@" not in t.group()]
    for debut_signe, fin_signe in sorted(signes)[:CANDIDATS_MAX]:
        lu = _adresse_autour(texte, debut_signe, fin_signe)
        if lu is None or any(a < lu[1] and lu[0] < b for a, b in pris):
            continue
        adresse = _valider(lu[2])
        if adresse and adresse not in trouves:
            trouves[adresse] = Contact(lu[0], lu[1], adresse, lu[3])
    return sorted(trouves.values(), key=lambda c: (c.debut == c.fin, c.debut))


# --- telephone --------------------------------------------------------------------------------------------------------

_REGIONS = {
    "fr": ["FR", "BE", "CH", "CA", "MA", "TN", "DZ", "SN", "CI", "CM", "GB", "US"],
    "en": ["GB", "US", "IE", "FR", "CA", "AU", "IN", "ZA", "BE", "CH", "MA"],
}
_AVEC_ZERO = frozenset(["FR", "BE", "CH", "GB", "IE", "MA", "DZ", "AU", "ZA"])
_CANDIDAT = re.compile(r"(?<![\w@/])[+(]{0,2}\d(?:[\d.\u2010-\u2014\u00a0\u202f()-]|[ ](?=[\d(+.\u2010-\u2014-])){6,26}(?!\d)")
_PAIRES = re.compile(r"(?<![\d/])0[1-9](?P<s>[ .\u00a0\u202f\u2010-\u2014-]{0,2}|\s?/\s?)\d\d(?:(?P=s)\d\d){3}(?!\d)")
_COUPE = re.compile(r"\+\d{1,3}[\d ().-]{0,14}\n(?=\d[\d ().-]{4,14}(?:\n|\t|$| [^\d]))")
"""An international number that a line end cuts."""
_BELGE = re.compile(r"04\d\d[ ./]\d\d[ .]?\d\d[ .]?\d\d$")
_ETIQUETTE = re.compile(
    r"(?:\b(?:tel|telephone|phone|mobile|portable|port|gsm|cell|mob|fixe|whatsapp)\b\.?|[\u260e\u2706\U0001f4de\U0001f4f1])\s{0,2}(?:\(\w{1,8}\)\s?)?[.:]?\s{0,3}$"
)
_NUMERO_LEGAL = re.compile(r"\b(?:siret|siren|tva|rcs|adeli|rpps|n°|numero|iban|ssn|insee|nir)\b[^\n\d]{0,12}$")
_DECIMAL = re.compile(r"\d\.\d{3}")
_NORD_AMERICAIN = re.compile(r"\(\d{3}\)\s?\d{3}[ .-]\d{4}$|\d{3}([ .-])\d{3}\1\d{4}$|1[ .-]\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$")


def _plausible(brut: str, region: str, etiquete: bool) -> bool:
    """Whether a national number is written as one: nine bare digits may be a company number."""
    chiffres = re.sub(r"\D", "", brut)
    if brut.startswith(("+", "00", "(+")) or (etiquete and (chiffres.startswith("0") or region not in _AVEC_ZERO)):
        return True
    if region in ("US", "CA"):
        return bool(_NORD_AMERICAIN.match(brut))
    if chiffres.startswith("33") and region == "FR":
        return len(chiffres) == 11
    return chiffres.startswith("0")


def _lire_numero(brut: str, regions: list[str], etiquete: bool) -> tuple[str, float, int, int] | None:
    """E.164, confidence and offsets in `brut`: valid somewhere first, then merely possible."""
    if _BELGE.match(brut):
        regions = ["BE", *regions]
    elif _PAIRES.fullmatch(brut):
        regions = regions[: regions.index("FR") + 1] if regions[0] not in ("FR", "GB") else ["FR"]
    possible: tuple[str, float, int, int] | None = None
    for region in regions:
        for trouve in PhoneNumberMatcher(brut, region, leniency=Leniency.POSSIBLE, max_tries=20):
            if not _plausible(trouve.raw_string, region, etiquete):
                continue
            valeur = phonenumbers.format_number(trouve.number, PhoneNumberFormat.E164)
            if phonenumbers.is_valid_number(trouve.number):
                return valeur, 0.98, trouve.start, trouve.end
            if region == regions[0] and _longueur_du_pays(trouve.number, region) and not trouve.raw_string.startswith(("+", "00")):
                # the number has the shape of the candidate's own country: a number valid somewhere else is no better reading
                return valeur, 0.7, trouve.start, trouve.end
            attendu = region in ("FR", "GB", "US") or trouve.raw_string.startswith(("+", "00"))
            if possible is None and attendu and len(re.sub(r"\D", "", trouve.raw_string)) >= 10:
                possible = valeur, 0.7, trouve.start, trouve.end
    return possible


def _longueur_du_pays(numero: phonenumbers.PhoneNumber, region: str) -> bool:
    """Whether a number has as many digits as the mobile numbers of `region`."""
    modele = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    return modele is not None and len(str(modele.national_number)) == len(str(numero.national_number))


def _numero_de_lien(lien: str) -> str | None:
    """E.164 of a ``tel:`` link that has a country code."""
    try:
        numero = phonenumbers.parse(unquote(lien[4:]), "FR")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(numero, PhoneNumberFormat.E164) if phonenumbers.is_possible_number(numero) else None


def trouver_telephones(texte: str, langue: str = "fr", liens: Iterable[str] = (), region: str | None = None) -> list[Contact]:
    """Telephone numbers, in order, as E.164. `region` (ISO 3166) is tried before those of `langue`.

    Numbers that the numbering plan calls possible but not assigned are kept with confidence 0.7.
    """
    regions = ([region] if region else []) + _REGIONS.get(langue, _REGIONS["fr"])
    texte = _COUPE.sub(lambda lu: lu.group().replace("\n", " "), texte)
    plie = fold(texte)
    trouves: dict[str, Contact] = {}
    paires = [t.span() for t in _PAIRES.finditer(texte)][:CANDIDATS_MAX]
    candidats = [(a, re.sub(r"[^\d]", " ", texte[a:b])) for a, b in paires]
    candidats += [(t.start(), t.group()) for t in _CANDIDAT.finditer(texte) if not any(a < t.end() and t.start() < b for a, b in paires)]
    for debut, brut in sorted(candidats)[:CANDIDATS_MAX]:
        avant = plie[max(0, debut - 24) : debut]
        if sum(c.isdigit() for c in brut) < 8 or _DECIMAL.match(brut) or _NUMERO_LEGAL.search(avant):
            continue
        lu = _lire_numero(brut, regions, bool(_ETIQUETTE.search(avant)))
        if lu and lu[0] not in trouves:
            trouves[lu[0]] = Contact(debut + lu[2], debut + lu[3], lu[0], lu[1])
    for lien in liens:
        if lien.lower().startswith("tel:") and (numero := _numero_de_lien(lien)) and numero not in trouves:
            trouves[numero] = Contact(0, 0, numero, 0.95)
    return sorted(trouves.values(), key=lambda c: (c.debut == c.fin, c.debut))


# --- driving permits --------------------------------------------------------------------------------------------------

_CATEGORIE = r"(?:a[12m]?|am|b[e1]?|c1?e?|d1?e?|moto)"
_PERMIS = re.compile(
    rf"(?<!\w)permis(?:\s(?:de\s)?(?:conduire|voiture|vl|pl))?(?:\s(?:categories?|cat\.))?\s{{0,2}}[:(\[-]?\s{{0,2}}(?P<c>(?!de\s){_CATEGORIE}(?:\s?(?:,|/|&|\+|et|-)\s?{_CATEGORIE}){{0,6}})?(?![\w'])"
)
_LICENCE = re.compile(
    r"(?<!\w)(?:(?:full|clean|valid|uk|us|eu|current|category\s[a-e])\s){0,3}driv(?:ing|er'?s?)\s(?:licen[cs]e|permit)s?(?:\s?[:(,-]?\s?(?:category|categories|class|cat\.?)?\s?(?P<c>[a-d]e?1?(?:\s?[,/&]\s?[a-d]e?1?){0,4}))?(?![\w'])"
)
_SANS = re.compile(r"(?:sans|pas\sde|pas\sle|aucun|no|without|non\stitulaire\sdu)\s(?:le\s|a\s)?$")
_EN_COURS = re.compile(r"\s?[(:,-]?\s?(?:en\scours|in\sprogress|en\spreparation)")


def trouver_permis(texte: str) -> list[Permis]:
    """Driving permits held. Without a category the ordinary one (B) is meant, with confidence 0.6; one in preparation is not held."""
    plie = fold(texte)
    trouves: dict[str, Permis] = {}
    for motif in (_PERMIS, _LICENCE):
        for lu in motif.finditer(plie):
            if _SANS.search(plie[max(0, lu.start() - 20) : lu.start()]) or _EN_COURS.match(plie, lu.end()):
                continue
            if lu["c"] is None:
                if motif is _LICENCE or "conduire" in lu.group() or "voiture" in lu.group() or "vl" in lu.group().split():
                    trouves.setdefault("B", Permis(*lu.span(), "B", 0.6))
                continue
            for categorie in re.findall(_CATEGORIE, lu["c"]):
                nom = "A" if categorie == "moto" else categorie.upper()
                trouves.setdefault(nom, Permis(*lu.span(), nom, 0.95))
    return list(trouves.values())


# --- identity ---------------------------------------------------------------------------------------------------------

_AGE = re.compile(r"(?<!\w)(?:age\s?:?\s?)?\(?(?:1[6-9]|[2-6]\d)\s(?:ans|years?\sold)\b\)?(?!\s(?:d'|de\b|of\b|dans|en\b|comme|au\b|a\b))")


def spans_identite(texte: str, liens: Iterable[str] = (), langue: str = "fr", nom: str | None = None) -> list[tuple[int, int, str]]:
    """Spans that tell who a person is, in order, with their kind: email, telephone, lien, adresse, naissance, age, nom."""
    liens = list(liens)
    spans = [(c.debut, c.fin, "email") for c in trouver_emails(texte, liens)]
    spans += [(c.debut, c.fin, "telephone") for c in trouver_telephones(texte, langue, liens)]
    spans += [(lien.debut, lien.fin, "lien") for lien in trouver_liens(texte, liens) if lien.confiance >= 0.7]
    spans += [(lieu.debut, lieu.fin, "adresse") for lieu in trouver_lieux(texte) if lieu.code_postal]
    spans += [(a.debut, a.fin, "adresse") for a in trouver_adresses(texte)]
    spans += [(*span, "naissance") for span in trouver_naissances(texte)]
    plie = fold(texte)
    spans += [(*t.span(), "age") for t in _AGE.finditer(plie)]
    for mot in {nom, *(nom or "").split()} - {None, ""}:
        if mot and len(mot) > 2:
            spans += [(*t.span(), "nom") for t in re.finditer(rf"(?<!\w){re.escape(fold(mot))}(?!\w)", plie)]
    return sorted((debut, fin, genre) for debut, fin, genre in spans if fin > debut)
