"""What says who a person is, found in a text and taken out of it (design: matching, section 1, rule 3)."""

import re
from collections.abc import Iterable, Mapping

from app.ai.matching.adresses import spans_adresses, spans_tiers
from app.ai.matching.lignes import deplier
from app.ai.matching.personnel import est_un_conge, rubriques_personnelles, spans_proteges
from app.ai.referentiels import lexique
from app.schemas.profil import Preuve, ProfilExtrait, TexteVisible
from app.utils.text import fold

Intervalle = tuple[int, int]

_CHEMINS = re.compile(
    r"(?:nom_complet|prenom|nom|email|telephone|localisation(?:\..+)?|liens(?:\..+)?|centres_interet(?:\..+)?|benevolat(?:\..+)?|formations\.\d+\.etablissement)"
)

_ORPHELINES = re.compile(r"^(?:[.,;!?|•·]+(?:\s+|$))+")
_ANNEE = re.compile(r"(?:\b(?:en|in|depuis|since)\s+)?\b(?:19[5-9]\d|20[0-4]\d)\b")


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
        spans += self._conges(preuves) + self._rubriques(texte, preuves)
        spans += spans_adresses(texte, self._profil.localisation, preuves, visible.pages) + spans_tiers(texte)
        return spans + self.spans(texte, entreprises=False) + spans_proteges(deplier(texte))

    def _conges(self, preuves: Mapping[str, Preuve]) -> list[Intervalle]:
        """All that proves a leave among the posts, its dates and its story included."""
        rangs = {str(i) for i, e in enumerate(self._profil.experiences) if e.poste and est_un_conge(e.poste)}
        return [(p.debut, p.fin) for chemin, p in preuves.items() if chemin.startswith("experiences.") and chemin.split(".")[1] in rangs]

    @staticmethod
    def _rubriques(texte: str, preuves: Mapping[str, Preuve]) -> list[Intervalle]:
        """Lines of "informations personnelles", but those that prove something else than identity (a licence, a wish)."""
        utiles = [(p.debut, p.fin) for chemin, p in preuves.items() if not _CHEMINS.fullmatch(chemin)]
        return [(a, b) for a, b in rubriques_personnelles(texte) if not any(a < fin and debut < b for debut, fin in utiles)]


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
    reste = re.sub(r"\(\s*(?:[,;.]+\s*)?\)", " ", reste)
    reste = re.sub(r"[^\S\n]+", " ", reste)
    reste = re.sub(r" ?([,;|•·])(?: ?[,;|•·])+", r"\1", reste)
    reste = re.sub(r"(?<! ) +([,.;])", r"\1", reste)
    reste = re.sub(r"([.!?\n])(?:[ ]?[,;|.])+", r"\1", reste)
    lignes = (_ORPHELINES.sub("", ligne).strip(" ,;|•·") for ligne in reste.split("\n"))
    return "\n".join(ligne for ligne in lignes if any(c.isalnum() for c in ligne))


def sans_annees(texte: str) -> str:
    """`texte` without calendar years: when a degree was taken tells an age."""
    return retirer(texte, (m.span() for m in _ANNEE.finditer(texte)))
