"""Web links of a CV, from its text and from the document's own links. None is ever opened."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.ai.extraction.etendue import Etendue
from app.utils.text import fold


@dataclass(frozen=True)
class Lien(Etendue):
    """An http(s) link; `genre` is linkedin, github, gitlab, reseau or site. An empty span: the text does not show it."""

    url: str
    genre: str
    confiance: float


def recoudre(texte: str, adresse: str) -> tuple[int, int] | None:
    """Span of `adresse` in `texte`, blanks and line ends inside it ignored, and if need be the hyphens that a line end asked for."""
    if not adresse:
        return None
    for cesures in (frozenset[int](), frozenset(t.start() for t in re.finditer(r"-\n", texte))):
        places = [i for i, c in enumerate(texte) if not c.isspace() and i not in cesures]
        debut = "".join(texte[i] for i in places).lower().find(adresse.lower())
        if debut >= 0:
            return places[debut], places[debut + len(adresse) - 1] + 1
    return None


_URL = re.compile(r"(?<![\w@/.-])(?:https?://|www\.)[^\s<>\"'()\[\]{}|,;]{3,300}", re.IGNORECASE)
_HOTE_CONNU = re.compile(
    r"(?<![\w@/.-])(?:[a-z]{2,3}\.)?(?:linkedin\.com|github\.com|gitlab\.com|bitbucket\.org|behance\.net|dribbble\.com|medium\.com|twitter\.com|x\.com|"
    r"stackoverflow\.com|kaggle\.com|malt\.fr|viadeo\.com|xing\.com|huggingface\.co|orcid\.org|dev\.to)/[\w%./@~+-]{1,120}",
    re.IGNORECASE,
)
_NU = re.compile(
    r"(?<![\w@/.-])(?:[a-z0-9][a-z0-9-]{0,40}\.){1,3}(?:com|fr|org|net|io|dev|me|eu|be|ch|ca|tech|site|online|page|co|info|app|design|pro)(?:/[\w%./~-]{0,80})?(?![\w@-]|\.\w)"
)
_POIGNEE = re.compile(r"(?<!\w)(linkedin|github|gitlab)[ ]{0,2}[:|][ ]{0,2}@?([a-z0-9][a-z0-9_-]{2,38})[ ]{0,3}(?:$|[\n|•·,;])")
_GENRES = {"linkedin.com": "linkedin", "github.com": "github", "gitlab.com": "gitlab"}
_RESEAUX = (
    "twitter.com",
    "x.com",
    "facebook.com",
    "instagram.com",
    "medium.com",
    "stackoverflow.com",
    "behance.net",
    "dribbble.com",
    "kaggle.com",
    "viadeo.com",
    "xing.com",
    "youtube.com",
)


def normaliser_url(brut: str) -> str | None:
    """``https`` form of a link without tracking or trailing slash; None for anything that is not a public web address."""
    entier = brut if "://" in brut else f"https://{brut}"
    try:
        morceaux = urlsplit(entier)
        port = morceaux.port
    except ValueError:
        return None
    hote = (morceaux.hostname or "").lower()
    if morceaux.scheme.lower() not in ("http", "https") or morceaux.username or "." not in hote or not hote.split(".")[-1].isalpha():
        return None
    if hote == "linkedin.com" or (hote.endswith(".linkedin.com") and len(hote.split(".")[0]) <= 3):
        hote = "www.linkedin.com"
    elif hote in ("www.github.com", "www.gitlab.com"):
        hote = hote[4:]
    chemin = unquote(morceaux.path).rstrip("/.,;:")
    requete = "" if hote == "www.linkedin.com" or "utm_" in morceaux.query or not morceaux.query else f"?{morceaux.query}"
    return f"https://{hote}{f':{port}' if port else ''}{chemin}{requete}"


def _genre(url: str) -> str:
    hote = urlsplit(url).hostname or ""
    domaine = hote[4:] if hote.startswith("www.") else hote
    if domaine in _GENRES:
        return _GENRES[domaine]
    return "reseau" if domaine in _RESEAUX else "site"


def _montre(texte: str, url: str) -> tuple[int, int]:
    """Where the text shows `url`, or its last segment (the handle); an empty span if nowhere."""
    court = re.sub(r"^https://(?:www\.)?", "", url)
    fin = court.rsplit("/", 1)[-1]
    span = recoudre(texte, court)
    if span is None and "/" in court and len(fin) > 4:
        span = recoudre(texte, fin)
    return span or (0, 0)


def trouver_liens(texte: str, liens: Iterable[str] = ()) -> list[Lien]:
    """Web links of the text and of the document (`liens`), each once, normalised. A bare host ("prenom.dev") has a low confidence: it may be a name."""
    trouves: dict[str, Lien] = {}
    pris: list[tuple[int, int]] = []
    for lien in liens:
        if lien.lower().startswith(("http://", "https://")) and (url := normaliser_url(lien)) and url not in trouves:
            span = _montre(texte, url)
            pris.append(span)
            trouves[url] = Lien(*span, url, _genre(url), 0.98)
    plie = fold(texte)
    for motif, source, confiance in ((_URL, texte, 0.97), (_HOTE_CONNU, texte, 0.97), (_POIGNEE, plie, 0.7), (_NU, texte, 0.5)):
        for trouve in motif.finditer(source):
            debut, fin = trouve.span()
            brut = trouve.group().rstrip(".,;:!?*")
            if motif is _POIGNEE:
                debut, fin = trouve.start(1), trouve.end(2)
                brut = f"{trouve[1]}.com/{'in/' if trouve[1] == 'linkedin' else ''}{texte[trouve.start(2) : trouve.end(2)]}"
            url = normaliser_url(brut)
            if url is None or any(a < fin and debut < b for a, b in pris):
                continue
            pris.append((debut, min(fin, debut + len(brut)) if motif is not _POIGNEE else fin))
            trouves.setdefault(url, Lien(*pris[-1], url, _genre(url), confiance))
    return sorted(trouves.values(), key=lambda lien: (lien.debut == lien.fin, lien.debut))
