"""The text a model may see, without who wrote it (nor their gender), and the way back from its quotations to the CV's own characters."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.ai.extraction.dates import trouver_naissances
from app.ai.matching.adresses import spans_adresses, spans_tiers
from app.ai.matching.identite import effacer, spans_nom, spans_valeurs
from app.ai.matching.lignes import deplier
from app.ai.matching.personnel import rubriques_personnelles, spans_proteges
from app.ai.referentiels import neutraliser
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
_RIEN = ""
"""What takes the place of a personal phrase: a mark would tell that there was one."""
_MOTS = re.compile(r"\S+")
_SEPARATEURS = " \t\u00a0.,;|·•/–-"
_JETON = re.compile(r"[^\s|,;()•·]+")
_POIGNEE = re.compile(r"[\w][-_./@\d]|[-_./@\d]\w")
_A_SON_COMPTE = re.compile(
    r"(?<!\w)(?:gerante?|(?:co-?)?fondat(?:eur|rice)|dirigeante?|presidente?|chef(?:fe)? d'entreprise|proprietaire|independante?|a (?:mon|son) compte"
    r"|(?:auto|micro)-?entrepreneu[rs]e?|freelance|(?:co-?)?founder|self-employed)(?!\w)"
)
_LETTRES = re.compile(r"[^\W\d_]+")
_ESPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class _Segment:
    debut: int
    fin: int
    debut_masque: int
    fin_masque: int
    identite: bool


class TexteMasque:
    """`original` with the given spans replaced by their marks, and spans of `accords` by other words. Offsets of one are turned into those of the other."""

    def __init__(self, original: str, spans: Iterable[tuple[int, int, str]], accords: Iterable[tuple[int, int, str]] = ()) -> None:
        self.original = original
        morceaux: list[str] = []
        self._segments: list[_Segment] = []
        position = longueur = 0
        neutres = set(accords)
        for debut, fin, marque in _unir([*spans, *neutres]):
            morceaux += [original[position:debut], marque]
            longueur += debut - position
            self._segments.append(_Segment(debut, fin, longueur, longueur + len(marque), (debut, fin, marque) not in neutres))
            longueur += len(marque)
            position = fin
        self.texte = "".join([*morceaux, original[position:]])
        self._debuts = [s.debut_masque for s in self._segments]
        self._plie, self._places = normaliser(self.texte)

    def localiser(self, citation: str, pres_de: int = 0) -> tuple[int, int] | None:
        """Where `citation` stands in the masked text, spaces, case and accents apart; of several places the nearest to `pres_de`. Whole words only."""
        formes = [normaliser(x)[0] for x in dict.fromkeys((citation, neutraliser(citation)))]
        # as given, then without the quotation marks and the ellipsis that a model may put around
        for cherche in (plie.strip(retire) for plie in formes for retire in (None, " \"'«»“”….")):
            places = [(self._places[a], self._places[b - 1] + 1) for a, b in _occurrences(self._plie, cherche)]
            if places:
                return min(places, key=lambda p: abs(p[0] - pres_de))
        return None

    def dans_original(self, debut: int, fin: int) -> tuple[int, int]:
        """Span of the original for a span of the masked text; a mark that is touched counts whole."""
        return self._vers(debut, fin=False), self._vers(fin, fin=True)

    def masque(self, debut: int, fin: int) -> bool:
        """Whether the span of the masked text touches a mark."""
        return any(s.identite and s.debut_masque < fin and s.fin_masque > debut for s in self._segments)

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
    """Where `valeur`, or its gender-neutral form, stands in `texte` as whole words, spaces, case and accents apart."""
    plie, places = normaliser(texte)
    formes = dict.fromkeys((valeur, neutraliser(valeur)))
    trouve = next((place for forme in formes for place in _occurrences(plie, normaliser(forme)[0].strip())), None)
    return (places[trouve[0]], places[trouve[1] - 1] + 1) if trouve else None


def propre(texte: str) -> str:
    """`texte` on one line."""
    return _ESPACES.sub(" ", texte).strip()


def masquer(lecture: LectureCV, longueur_max: int) -> TexteMasque:
    """The visible text of `lecture` without name, e-mail, phone, links, address, hobbies, birth and other protected phrases, in gender-neutral words; its first
    `longueur_max` characters, cut between lines. Lines that held nothing else are gone: twins give the same words.
    """
    texte = lecture.texte.texte
    if len(texte) > longueur_max:
        texte = texte[: texte.rfind("\n", 0, longueur_max) + 1 or longueur_max]
    marques = _sans_traces(texte, _unir(_personnels(texte, lecture)))
    return TexteMasque(texte, marques, _accords(texte, marques))


def _personnels(texte: str, lecture: LectureCV) -> Iterator[tuple[int, int, str]]:
    profil, plie = lecture.profil, fold(texte)
    preuves = {chemin: p for chemin, p in lecture.preuves.items() if 0 <= p.debut < p.fin <= len(texte)}
    yield from _prouves(texte, lecture.preuves)
    yield from ((a, b, "[EMAIL]") for a, b in spans_valeurs(texte, [profil.email]))
    yield from ((a, b, "[LIEN]") for a, b in spans_valeurs(texte, _formes_de_liens(profil.liens)))
    yield from ((a, b, "[TEL]") for a, b in _telephone(texte, profil.telephone))
    yield from ((a, b, "[NOM]") for a, b in [*_noms(texte, plie, profil), *spans_tiers(texte)])
    for motif, source, marque in (
        (_EMAIL, texte, "[EMAIL]"),
        (_LIEN, plie, "[LIEN]"),
        (_TELEPHONE, texte, "[TEL]"),
        (_ADRESSE, plie, "[ADRESSE]"),
        (_CODE_POSTAL, texte, "[ADRESSE]"),
    ):
        yield from ((*m.span(), marque) for m in motif.finditer(source))
    yield from ((a, b, "[ADRESSE]") for a, b in spans_adresses(texte, profil.localisation, preuves, lecture.texte.pages))
    utiles = [(p.debut, p.fin) for chemin, p in preuves.items() if chemin.split(".")[0] not in _MARQUES]
    sur_soi = [(a, b) for a, b in rubriques_personnelles(texte) if not any(a < fin and debut < b for debut, fin in utiles)]
    loisirs = [(p.debut, p.fin) for chemin, p in preuves.items() if chemin.startswith("centres_interet")]
    yield from ((a, b, _RIEN) for a, b in [*trouver_naissances(texte), *spans_proteges(texte), *spans_proteges(deplier(texte)), *sur_soi, *loisirs])


def _sans_traces(texte: str, marques: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """`marques` grown over the punctuation that a personal phrase leaves behind, and over whole lines that hold nothing but marks."""
    nu = effacer(texte, ((a, b) for a, b, _ in marques))
    grandies = []
    for debut, fin, marque in marques:
        ligne, suivante = texte.rfind("\n", 0, debut) + 1, texte.find("\n", fin)
        suivante = len(texte) if suivante < 0 else suivante
        if not any(c.isalnum() for c in nu[ligne:suivante]):
            debut, fin, marque = ligne, min(suivante + 1, len(texte)), _RIEN
        elif marque == _RIEN:
            if not nu[ligne:debut].strip(_SEPARATEURS) or nu[debut - 1 : debut] in _SEPARATEURS:
                fin += len(nu[fin:suivante]) - len(nu[fin:suivante].lstrip(_SEPARATEURS))
            if not nu[fin:suivante].strip(_SEPARATEURS):
                debut -= len(nu[ligne:debut]) - len(nu[ligne:debut].rstrip(_SEPARATEURS))
        grandies.append((debut, fin, marque))
    return _unir(grandies)


def _accords(texte: str, marques: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The words that agree with a person, each with its neutral form."""
    position = 0
    ouvertures = {fin for _, fin, marque in marques if marque == _RIEN}
    for ligne in effacer(texte, ((a, b) for a, b, _ in marques)).split("\n"):
        premier = len(ligne) - len(ligne.lstrip())
        # "À 52 ans, chef de…": what is left begins the line
        debute = ligne[:premier] + ligne[premier : premier + 1].upper() + ligne[premier + 1 :] if position + premier in ouvertures else ligne
        neutre = neutraliser(debute)
        if neutre != ligne:
            avant, apres = list(_MOTS.finditer(ligne)), list(_MOTS.finditer(neutre))
            for genre, a, b, c, d in SequenceMatcher(None, [m.group() for m in avant], [m.group() for m in apres], autojunk=False).get_opcodes():
                if genre == "replace" and b - a == d - c:
                    yield from ((position + x.start(), position + x.end(), y.group()) for x, y in zip(avant[a:b], apres[c:d], strict=True))
                elif genre in ("replace", "delete"):
                    yield position + avant[a].start(), position + avant[b - 1].end(), neutre[apres[c].start() : apres[d - 1].end()] if d > c else _RIEN
        position += len(ligne) + 1


def _noms(texte: str, plie: str, profil: ProfilExtrait) -> Iterator[tuple[int, int]]:
    """Where the owner is named; one part of the name alone is none inside the name of a school or of someone else's firm ("Institut Jean Vigo").

    "Cabinet Lefèvre" stays, whoever works there: it is a fact to be read, and the model is not told that the name is the person's. In a firm of
    one's own, it would be.
    """
    parties = {p for nom in (profil.nom_complet, profil.prenom, profil.nom) if nom for p in _LETTRES.findall(fold(nom))}
    employeurs = (e.entreprise for e in profil.experiences if not _A_SON_COMPTE.search(fold(e.poste or "")))
    organismes = [x for x in (*(f.etablissement for f in profil.formations), *employeurs) if x]
    # an employer that is nothing but the name is the person
    places = spans_valeurs(texte, (x for x in organismes if not parties.issuperset(_LETTRES.findall(fold(x)))))
    for debut, fin in (*spans_nom(texte, profil), *_parties_du_nom(texte, plie, profil)):
        if " " in texte[debut:fin] or not any(a <= debut and fin <= b for a, b in places):
            yield debut, fin


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
