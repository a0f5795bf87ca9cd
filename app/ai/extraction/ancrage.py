"""The text a model may see, without who wrote it, and the way back from its quotations to the CV's own characters."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.ai.extraction.dates import trouver_naissances
from app.ai.matching.identite import spans_nom, spans_proteges, spans_valeurs
from app.schemas.profil import LectureCV, Preuve, ProfilExtrait
from app.utils.text import fold

_MARQUES = {"nom_complet": "[NOM]", "prenom": "[NOM]", "nom": "[NOM]", "email": "[EMAIL]", "telephone": "[TEL]", "localisation": "[ADRESSE]", "liens": "[LIEN]"}
_TELEPHONE = re.compile(r"\+\d[\d .()-]{6,16}\d")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,190}")
_LIEN = re.compile(r"(?<![\w.-])(?:https?://|www\.|(?:[a-z-]{1,30}\.)?(?:linkedin|github|gitlab|behance|dribbble)\.[a-z]{2,3}/)[^\s|,;)]+")
_ADRESSE = re.compile(
    r"\b\d{1,4}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|av\.?|bd|boulevard|place|chemin|allee|impasse|quai|route|square|passage|residence|lotissement)\b[^\n|•·]{0,80}"
    r"|\b\d{1,4} (?:[a-z'-]{1,20} ){1,3}(?:street|road|lane|avenue|drive|st\.|rd\.)"
)
_CODE_POSTAL = re.compile(r"\b\d{5} [A-ZÀ-Ý][\w'’-]*(?:[ -][A-ZÀ-Ý][\w'’-]*){0,4}")
_JETON = re.compile(r"[^\s|,;()•·]+")
_POIGNEE = re.compile(r"[\w][-_./@\d]|[-_./@\d]\w")
_ESPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class _Segment:
    debut: int
    fin: int
    debut_masque: int
    fin_masque: int


class TexteMasque:
    """`texte` with the given spans of `original` replaced by their marks. Offsets of one are turned into those of the other."""

    def __init__(self, original: str, spans: Iterable[tuple[int, int, str]]) -> None:
        self.original = original
        morceaux: list[str] = []
        self._segments: list[_Segment] = []
        position = longueur = 0
        for debut, fin, marque in _unir(spans):
            morceaux += [original[position:debut], marque]
            longueur += debut - position
            self._segments.append(_Segment(debut, fin, longueur, longueur + len(marque)))
            longueur += len(marque)
            position = fin
        self.texte = "".join([*morceaux, original[position:]])
        self._debuts = [s.debut_masque for s in self._segments]
        self._plie, self._places = normaliser(self.texte)

    def localiser(self, citation: str, pres_de: int = 0) -> tuple[int, int] | None:
        """Where `citation` stands in the masked text, spaces, case and accents apart; of several places the nearest to `pres_de`. Whole words only."""
        plie = normaliser(citation)[0]
        # as given, then without the quotation marks and the ellipsis that a model may put around
        for cherche in (plie.strip(), plie.strip(" \"'«»“”….")):
            places = [(self._places[a], self._places[b - 1] + 1) for a, b in _occurrences(self._plie, cherche)]
            if places:
                return min(places, key=lambda p: abs(p[0] - pres_de))
        return None

    def dans_original(self, debut: int, fin: int) -> tuple[int, int]:
        """Span of the original for a span of the masked text; a mark that is touched counts whole."""
        return self._vers(debut, fin=False), self._vers(fin, fin=True)

    def masque(self, debut: int, fin: int) -> bool:
        """Whether the span of the masked text touches a mark."""
        return any(s.debut_masque < fin and s.fin_masque > debut for s in self._segments)

    def _vers(self, position: int, *, fin: bool) -> int:
        rang = bisect_right(self._debuts, position - 1 if fin else position) - 1
        if rang < 0:
            return position
        segment = self._segments[rang]
        if position < segment.fin_masque or (fin and position == segment.fin_masque):
            return segment.fin if fin else segment.debut
        return segment.fin + position - segment.fin_masque


def normaliser(texte: str) -> tuple[str, list[int]]:
    """`texte` folded, with runs of blanks made one space, and the offset of each character that is left."""
    plie = fold(texte)
    sortie: list[str] = []
    places: list[int] = []
    for i, caractere in enumerate(plie):
        blanc = caractere.isspace()
        if blanc and sortie and sortie[-1] == " ":
            continue
        sortie.append(" " if blanc else caractere)
        places.append(i)
    return "".join(sortie), places


def contient(texte: str, valeur: str) -> tuple[int, int] | None:
    """Where `valeur` stands in `texte` as whole words, spaces, case and accents apart."""
    plie, places = normaliser(texte)
    trouve = next(_occurrences(plie, normaliser(valeur)[0].strip()), None)
    return (places[trouve[0]], places[trouve[1] - 1] + 1) if trouve else None


def propre(texte: str) -> str:
    """`texte` on one line."""
    return _ESPACES.sub(" ", texte).strip()


def masquer(lecture: LectureCV, longueur_max: int) -> TexteMasque:
    """The visible text of `lecture` without name, e-mail, phone, links, address, birth and other protected phrases; its first `longueur_max` characters, cut between lines."""
    texte, profil = lecture.texte.texte, lecture.profil
    if len(texte) > longueur_max:
        texte = texte[: texte.rfind("\n", 0, longueur_max) + 1 or longueur_max]
    plie = fold(texte)
    spans = list(_prouves(texte, lecture.preuves))
    spans += [(a, b, "[EMAIL]") for a, b in spans_valeurs(texte, [profil.email])]
    spans += [(a, b, "[LIEN]") for a, b in spans_valeurs(texte, _formes_de_liens(profil.liens))]
    spans += [(a, b, "[TEL]") for a, b in _telephone(texte, profil.telephone)]
    spans += [(a, b, "[NOM]") for a, b in [*spans_nom(texte, profil), *_parties_du_nom(texte, plie, profil)]]
    for motif, source, marque in (
        (_EMAIL, texte, "[EMAIL]"),
        (_LIEN, plie, "[LIEN]"),
        (_TELEPHONE, texte, "[TEL]"),
        (_ADRESSE, plie, "[ADRESSE]"),
        (_CODE_POSTAL, texte, "[ADRESSE]"),
    ):
        spans += [(*m.span(), marque) for m in motif.finditer(source)]
    spans += [(a, b, "[PERSONNEL]") for a, b in [*trouver_naissances(texte), *spans_proteges(texte)]]
    return TexteMasque(texte, spans)


def _parties_du_nom(texte: str, plie: str, profil: ProfilExtrait) -> Iterable[tuple[int, int]]:
    """Each part of the name where it is written with a capital, and whole handles that hold one ("claire-lefevre-demo")."""
    parties = {fold(p) for nom in (profil.nom_complet, profil.prenom, profil.nom) if nom for p in re.split(r"[\s-]+", nom) if len(p) >= 3}
    if not parties:
        return
    motif = "|".join(map(re.escape, sorted(parties)))
    yield from (m.span() for m in re.finditer(rf"(?<!\w)(?:{motif})(?!\w)", plie) if texte[m.start()].isupper())
    longues = "|".join(re.escape(p) for p in sorted(parties) if len(p) >= 5)
    poignee = re.compile(rf"(?<![^\W\d_])(?:{motif})(?![^\W\d_])" + (f"|{longues}" if longues else ""))
    for jeton in _JETON.finditer(plie):
        if _POIGNEE.search(jeton.group()) and poignee.search(jeton.group()):
            yield jeton.span()


def _formes_de_liens(liens: Iterable[str]) -> Iterable[str]:
    """The ways a CV shows a link: without scheme, or its last part alone."""
    for lien in liens:
        adresse = re.sub(r"^[a-z]+:(?://)?(?:www\.)?", "", lien.strip(), flags=re.IGNORECASE).rstrip("/")
        yield adresse
        fin = adresse.rsplit("/", 1)[-1]
        if len(fin) >= 4:
            yield fin


def _telephone(texte: str, numero: str | None) -> Iterable[tuple[int, int]]:
    """The number however it is spaced, with the country or area code before it."""
    chiffres = re.sub(r"\D", "", numero or "")[-8:]
    if len(chiffres) < 6:
        return []
    separateur = r"[\s.()/-]{0,3}"
    return [m.span() for m in re.finditer(rf"[+(]?(?:\d[\s.()-]{{0,2}}){{0,6}}{separateur.join(chiffres)}(?!\d)", texte)]


def _prouves(texte: str, preuves: Mapping[str, Preuve]) -> Iterable[tuple[int, int, str]]:
    for chemin, preuve in preuves.items():
        marque = _MARQUES.get(chemin.split(".")[0])
        if marque and 0 <= preuve.debut < min(preuve.fin, len(texte)):
            yield preuve.debut, min(preuve.fin, len(texte)), marque


def _unir(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Disjoint spans in order; of two that overlap the first one's mark is kept."""
    unis: list[tuple[int, int, str]] = []
    for debut, fin, marque in sorted(spans, key=lambda s: (s[0], -s[1])):
        if unis and debut < unis[-1][1]:
            unis[-1] = (unis[-1][0], max(unis[-1][1], fin), unis[-1][2])
        elif debut < fin:
            unis.append((debut, fin, marque))
    return unis


def _occurrences(texte: str, cherche: str) -> Iterator[tuple[int, int]]:
    """Places of `cherche` in `texte` as whole words."""
    position = texte.find(cherche) if cherche else -1
    while position >= 0:
        if _entier(texte, position, position + len(cherche)):
            yield position, position + len(cherche)
        position = texte.find(cherche, position + 1)


def _entier(texte: str, debut: int, fin: int) -> bool:
    """Whether `texte[debut:fin]` does not cut a word at either end."""
    avant = debut > 0 and texte[debut].isalnum() and texte[debut - 1].isalnum()
    apres = fin < len(texte) and texte[fin - 1].isalnum() and (texte[fin].isalnum() or texte[fin] in "+#")
    return not (avant or apres)
