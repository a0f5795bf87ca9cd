"""Documents that are no CV, known by the formulas of their own kind: an invoice, an offer, a letter, an article, a statement, a deed."""

import re

from app.ai.extraction.intitules import Section
from app.utils.text import fold

LETTRE = "lettre"
PRIX_MIN = 3
RUBRIQUES_DE_CV = frozenset({Section.experience, Section.formation, Section.competences, Section.langues})
_PRIX = re.compile(r"(?m)\d{1,4}(?:[,.]\d\d)?\s?(?:€|eur|euros)[ \t]{0,3}$")


def _motifs(*motifs: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(motif, re.MULTILINE) for motif in motifs)


# kind: how many of its signs are enough, with how many headings of a CV it is one all the same (a letter bound with its CV, a numbered CV), its signs
_GENRES: dict[str, tuple[int, int, tuple[re.Pattern[str], ...]]] = {
    "facture": (3, 2, _motifs(r"(?<!\w)(?:facture|devis|invoice) n", r"total (?:ht|ttc)", r"net a payer", r"echeance ?:", r"conditions de reglement", r"siret ?:? ?\d", r"tva ?:? ?\d", r"^designation")),
    "releve": (3, 2, _motifs(r"releve de compte|bank statement", r"iban ?:? ?[a-z]{2}\d\d", r"solde (?:au|crediteur|debiteur)", r"debit\s{1,3}credit", r"^\S{1,10} (?:vir|prlv|cb) ")),
    "acte": (2, 2, _motifs(r"soussignee?s?(?!\w)", r"ci-apres (?:le|la|denomme)", r"^fait a \w", r"servir et valoir ce que de droit", r"^contrat de location")),
    LETTRE: (3, 2, _motifs(r"^(?:madame(?:, monsieur| ou monsieur)?|monsieur|dear [^\n,]{1,40}),?$", r"^objet ?:", r"veuillez agreer|prie d'agreer|salutations distinguees|^yours (?:sincerely|faithfully)", r"dans l'attente de", r"^a l'attention de")),
    "offre": (4, 5, _motifs(r"nous (?:recherchons|recrutons)|we are (?:looking for|hiring)", r"profil recherche", r"(?<!\w)(?:h/f|f/h)(?!\w)", r"(?<!\w)(?:salaire|remuneration)(?!\w)", r"tickets? restaurant|(?<!\w)rtt(?!\w)", r"votre candidature|^postulez", r"publiee? le|(?<!\w)ref\. ?\d", r"^(?:vos|les)? ?missions$", r"experience (?:minimum|exigee|souhaitee)")),
    "article": (3, 3, _motifs(r"^(?:abstract|resume)$", r"^(?:\d\.? )?introduction$", r"^[2-9]\.? [^\n\d]{4,40}$", r"^(?:keywords|mots[- ]cles)", r"nous (?:presentons|proposons) (?:une?|ici)|we (?:present|propose) an?|(?:cet article|this paper)")),
}  # fmt: skip


def autre_document(texte: str, sections: set[Section]) -> str | None:
    """The kind of a document that is no CV, None for what may be one."""
    plie = fold(texte)
    rubriques = len(sections & RUBRIQUES_DE_CV)
    for genre, (seuil, rubriques_d_un_cv, motifs) in _GENRES.items():
        if rubriques < rubriques_d_un_cv and sum(motif.search(plie) is not None for motif in motifs) >= seuil:
            return genre
    return "tarif" if not rubriques and len(_PRIX.findall(plie)) >= PRIX_MIN else None
