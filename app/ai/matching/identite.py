"""What says who a person is, found in a text and taken out of it (design: matching, section 1, rule 3).

Phrases are searched in folded text (no accents, lower case, same length), so a span found there holds in the original.
"""

import re
from collections.abc import Iterable, Mapping

from app.ai.matching.adresses import spans_adresses, spans_tiers
from app.ai.referentiels import lexique
from app.schemas.profil import Preuve, ProfilExtrait, TexteVisible
from app.utils.text import fold

Intervalle = tuple[int, int]

_CHEMINS = re.compile(
    r"(?:nom_complet|prenom|nom|email|telephone|localisation(?:\..+)?|liens(?:\..+)?|centres_interet(?:\..+)?|benevolat(?:\..+)?|formations\.\d+\.etablissement)"
)

_MOIS_OU_NOMBRE = r"\d{1,2}(?:er)?[\s/.-]+(?:[a-z]{3,9}|\d{1,2})[\s/.-]+"
_PARTOUT = re.compile(
    r"\bagee?(?:\(e\))?\s+de\s+\d{1,2}\s+ans\b"
    r"|\bage\s*:\s*\d{1,2}(?:\s+(?:ans|years))?\b"
    r"|\b\d{2}\s+years?\s+old\b|\baged\s+\d{2}\b|\b\d{2}\s?y/o\b"
    rf"|\bnee?(?:\(e\)|\.e|·e)?\s+(?:le|en)\s+(?:{_MOIS_OU_NOMBRE})?\d{{4}}(?:\s+a\s+[^\n,;|•.]*)?"
    r"|\b(?:date|lieu)(?:\s+et\s+lieu)?\s+de\s+naissance\b[^\n|;•]*"
    r"|\b(?:date|place)\s+of\s+birth\b[^\n|;•]*|\bborn\s+(?:on|in)\b[^\n,;|•.]*"
    r"|\b(?:de\s+)?nationalites?\s*:?\s*[a-z-]+(?:\s+et\s+[a-z-]+)?|\bnationality\s*:?\s*[a-z-]+|\b[a-z]+\s+citizen\b"
    r"|\b(?:titre|carte)\s+de\s+(?:sejour|resident)\b[^\n,;|•.]*"
    r"|\b(?:situation|statut)\s+(?:de\s+famille|familiale?|matrimoniale?|maritale?)\b[^\n;|•]*|\bmarital\s+status\b[^\n;|•]*"
    r"|\b(?:mere|pere)\s+(?:de\s+famille|celibataire|de\s+(?:[a-z0-9]+\s+)?(?:enfants?|filles?|fils|garcons?|jumeaux))\b"
    r"|\b(?:mother|father)\s+of\s+[a-z0-9]+(?:\s+(?:children|kids|boys|girls))?\b"
    r"|\b(?:en\s+)?conges?\s+(?:de\s+|d')?(?:maternite|paternite|parental|parentaux|adoption|maladie)\b"
    r"|\b(?:on\s+)?(?:maternity|paternity|parental|sick)\s+leave\b"
    r"|\brqth\b|\b(?:reconnue?\s+)?(?:reconnaissance\s+(?:de\s+la\s+)?)?(?:qualite\s+de\s+)?travailleu(?:r|se)\s+handicapee?\b|\bregistered\s+disabled\b"
    r"|\b(?:deleguee?|representante?)\s+syndicale?\b[^\n,;|•.]*|\bsyndiquee?\b(?:\s+[a-z]+)?"
    r"|\b(?:membre|secretaire|militante?|adherente?)\s+(?:de\s+|du\s+|au\s+|a\s+)(?:la\s+|l')?(?:cgt|cfdt|cftc|cfe-cgc|unsa|fo|syndicat|parti)\b[^\n,;|•.]*"
    r"|\btrade\s+union\b[^\n,;|•.]*"
    r"|\b(?:catholique|musulmane?|juif|juive|protestante?|chretien|chretienne|bouddhiste|hindoue?)\s+(?:non\s+)?pratiquante?\b"
    r"|\b(?:religion|confession)\s*:?\s*[a-z]+|\b(?:practising|practicing)\s+[a-z]+"
    r"|\b(?:mme|mlle|madame|mademoiselle|monsieur|mrs)\b\.?|\b(?:sexe|genre|gender|sex)\s*:\s*[a-z]+"
    r"|\b(?:degagee?|liberee?)\s+des\s+obligations\s+militaires\b"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s,;|)]+|\b(?:linkedin|github|gitlab)\.com/[^\s,;|)]+"
    r"|(?:\+\d{2}\s?|\b0)\d(?:[ .-]?\d{2}){4}\b"
)
_RESIDENCE = re.compile(
    r"\b(?:[Bb]asée?|[Ii]nstallée?|[Dd]omiciliée?|[Hh]abite|[Hh]abitante?|[Rr]éside|[Rr]ésidante?|[Vv]it|[Vv]ivant)(?:\s+actuellement)?\s+(?:à|au|aux|en)\s+"
    r"(?:[Ll]a\s+|[Ll]e\s+)?[A-ZÀ-Ý][\w'’-]*(?:[ ][A-ZÀ-Ý][\w'’-]*)*"
    r"|\b(?:[Bb]ased|[Ll]iving|[Rr]esident)\s+in\s+[A-Z][\w'’-]*(?:[ ][A-Z][\w'’-]*)*"
)
_SEGMENT = re.compile(r"(?:[^\n,;|•·().\s]|[^\S\n](?!-\s|–\s|/\s)|\.(?=\w))+")
_ENFANTS = r"(?:sans|[1-9]|une?|deux|trois|quatre|cinq)\s+enfants?(?:\s+a\s+charge)?|(?:no|one|two|three|four|[1-9])\s+(?:child|children|kids)"
_SEGMENT_ENTIER = re.compile(
    r"\d{2}\s+(?:ans|years)"
    rf"|{_ENFANTS}"
    rf"|(?:celibataire|mariee?|pacsee?|divorcee?|veuf|veuve|separee?|(?:en\s+)?couple|en\s+concubinage|vie\s+maritale|married|divorced|widowed)(?:\s+(?:et\s+|avec\s+|with\s+)?(?:{_ENFANTS}))?"
    r"|single|catholique|musulmane?|juif|juive|protestante?|chretien|chretienne|bouddhiste|hindoue?|athee?|catholic|muslim|jewish|christian"
    r"|nee?\s+a\s+.*|homme|femme|male|female|enceinte|pregnant|handicapee?|disabled|en\s+situation\s+de\s+handicap"
)
_ORPHELINES = re.compile(r"^(?:[.,;!?|•·]+(?:\s+|$))+")
_ANNEE = re.compile(r"(?:\b(?:en|in|depuis|since)\s+)?\b(?:19[5-9]\d|20[0-4]\d)\b")
_CONGE = re.compile(
    r"\W*(?:(?:en\s+)?conges?\b(?!.*\bgestion)|interruption\b|parenthese\b|pause\s+(?:carriere|professionnelle|familiale)|sabbatical\b"
    r"|(?:maternity|paternity|parental|family|career)\s+(?:leave|break))"
)


def spans_proteges(texte: str) -> list[Intervalle]:
    """Where `texte` speaks of age, birth, nationality, family, health, religion, union, residence, contact or civility."""
    plie = fold(texte)
    spans = [m.span() for m in _PARTOUT.finditer(plie)]
    spans += [m.span() for m in _RESIDENCE.finditer(texte)]
    for segment in _SEGMENT.finditer(plie):
        if _SEGMENT_ENTIER.fullmatch(segment.group().strip(" \t-")):
            spans.append(segment.span())
    return spans


def motif_valeurs(valeurs: Iterable[str | None]) -> re.Pattern[str] | None:
    """What finds the given values, as whole words, in folded text; None when there is nothing to find."""
    motifs = {r"\s+".join(map(re.escape, fold(v).split())) for v in valeurs if v and len(v.strip()) >= 2}
    if not motifs:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(motifs, key=lambda m: (-len(m), m))) + r")(?!\w)")


def spans_valeurs(texte: str, valeurs: Iterable[str | None]) -> list[Intervalle]:
    """Every whole-word occurrence of the given values, whatever their accents and case."""
    motif = motif_valeurs(valeurs)
    return [m.span() for m in motif.finditer(fold(texte))] if motif else []


def spans_nom(texte: str, profil: ProfilExtrait) -> list[Intervalle]:
    """Every occurrence of the owner's name, whole, or one part written with a capital that is no word of the lexicon."""
    return Personne(profil).spans_nom(texte, fold(texte))


class Personne:
    """What names one CV's owner, compiled once: name, contacts, schools, employers."""

    def __init__(self, profil: ProfilExtrait) -> None:
        self._profil = profil
        parties = {p for nom in (profil.nom_complet, profil.prenom, profil.nom) if nom for p in nom.split() if len(p) >= 3}
        ecoles = [f.etablissement for f in profil.formations]
        self._noms = motif_valeurs(_noms_complets(profil))
        self._parties = motif_valeurs(p for p in parties if not _du_lexique(p))
        self._traces = motif_valeurs([profil.email, *profil.liens, *ecoles])
        # a company that bears the name of a tool must not take the tool out of a description
        self._entreprises = motif_valeurs(e.entreprise for e in profil.experiences if e.entreprise and not _du_lexique(e.entreprise))

    def spans_nom(self, texte: str, plie: str) -> list[Intervalle]:
        """Where `texte` (folded: `plie`) holds the owner's name, whole, or one part written with a capital that is no word of the lexicon."""
        spans = [m.span() for m in self._noms.finditer(plie)] if self._noms else []
        return spans + ([m.span() for m in self._parties.finditer(plie) if texte[m.start()].isupper()] if self._parties else [])

    def spans(self, texte: str, *, entreprises: bool) -> list[Intervalle]:
        """Where `texte` names the owner, their contacts and schools (their employers too when asked), and speaks of who they are."""
        plie = fold(texte)
        motifs = [self._traces, self._entreprises if entreprises else None]
        spans = [m.span() for motif in motifs if motif for m in motif.finditer(plie)]
        return spans + self.spans_nom(texte, plie) + spans_proteges(texte)

    def spans_du_cv(self, visible: TexteVisible, preuves: Mapping[str, Preuve]) -> list[Intervalle]:
        """All that the visible text says of its owner's identity: what the reader proved, its repetitions, addresses, protected phrases; and who else it names."""
        texte = visible.texte
        spans = [(p.debut, p.fin) for chemin, p in preuves.items() if _CHEMINS.fullmatch(chemin) and texte[p.debut : p.fin] == p.citation]
        for i, loisir in enumerate(self._profil.centres_interet):
            # a hobby may also be a trade ("cuisine"): only the place where it is a hobby goes, hobbies come last
            if f"centres_interet.{i}" not in preuves:
                spans += spans_valeurs(texte, [loisir])[-1:]
        spans += spans_adresses(texte, self._profil.localisation, preuves, visible.pages) + spans_tiers(texte)
        return spans + self.spans(texte, entreprises=False)


def _noms_complets(profil: ProfilExtrait) -> list[str]:
    prenom, nom = profil.prenom or "", profil.nom or ""
    formes = [profil.nom_complet or ""]
    if prenom and nom:
        formes += [f"{prenom} {nom}", f"{nom} {prenom}", f"{prenom[0]}. {nom}"]
    return formes


def _du_lexique(mot: str) -> bool:
    return any(m.brut == mot for m in lexique().trouver(mot, liste=True))


def effacer(texte: str, spans: Iterable[Intervalle]) -> str:
    """`texte` with the given spans turned into spaces, line breaks kept: every offset holds."""
    caracteres = list(texte)
    for debut, fin in spans:
        for i in range(max(0, debut), min(fin, len(caracteres))):
            if caracteres[i] != "\n":
                caracteres[i] = " "
    return "".join(caracteres)


def retirer(texte: str, spans: Iterable[Intervalle]) -> str:
    """`texte` without the given spans, nor the punctuation and blanks that they leave behind."""
    reste = effacer(texte, spans)
    reste = re.sub(r"\(\s*[,;.]*\s*\)", " ", reste)
    reste = re.sub(r"[^\S\n]+", " ", reste)
    reste = re.sub(r" ?([,;|•·])(?: ?[,;|•·])+", r"\1", reste)
    reste = re.sub(r" +([,.;])", r"\1", reste)
    reste = re.sub(r"([.!?\n])(?:[ ]?[,;|.])+", r"\1", reste)
    lignes = (_ORPHELINES.sub("", ligne).strip(" ,;|•·") for ligne in reste.split("\n"))
    return "\n".join(ligne for ligne in lignes if any(c.isalnum() for c in ligne))


def sans_annees(texte: str) -> str:
    """`texte` without calendar years: when a degree was taken tells an age."""
    return retirer(texte, (m.span() for m in _ANNEE.finditer(texte)))


def est_un_conge(poste: str) -> bool:
    """Whether a line among the posts is a leave or a break: it has no weight, either way."""
    return _CONGE.match(fold(poste)) is not None
