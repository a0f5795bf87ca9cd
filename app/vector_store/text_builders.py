"""What is embedded of a CV and of an offer. Pure functions of the closed projection: nothing that says who a person is can enter."""

from collections.abc import Iterable, Sequence

from app.schemas.documents import Citation, CompetenceDocument, CVDocument, ExperienceDocument, OffreDocument, Passage
from app.utils.text import fold
from app.vector_store.decoupage import MORCEAUX_PASSAGE, assembler, decouper, morceaux_estimes, propre, rubriques_offre

VERSION_TEXTES = "1"
_TETE_MAX = 80


def passages_cv(doc: CVDocument) -> list[Passage]:
    """Title and summary (``profil``), skills (``competences``), each post (``experience.0`` …), each degree (``formation.0`` …).

    What does not fit one passage goes on in ``<cle>.suite1`` …, and its weight is shared. No passage is empty; the same document gives the same list.
    """
    titre = _intitule(doc.titre, doc.titre_fr, doc.titre_en)
    passages = _passages("profil", "profil", titre, decouper(doc.resume, _place(titre)), doc.citation_titre)
    competences = (*doc.competences, *doc.certifications)
    citation = next((c.citations[0] for c in competences if c.citations), None)
    passages += _passages("competences", "competences", "Compétences", assembler(_libelles(competences), _place("Compétences")), citation, seul=False)
    for i, experience in enumerate(doc.experiences):
        passages += _experience(f"experience.{i}", experience)
    for i, formation in enumerate(doc.formations):
        passages += _passages(f"formation.{i}", "formations", _intitule(formation.diplome, formation.domaine, None), [], formation.citation)
    return passages


def passages_offre(doc: OffreDocument) -> list[Passage]:
    """Title with skills (``titre``), the work (``missions``), what is asked of the person (``profil``), told apart by the description's headings."""
    titre = _intitule(doc.titre, doc.titre_fr, doc.titre_en)
    competences = _libelles((*doc.obligatoires, *doc.competences_requises, *doc.competences_souhaitees))
    passages = _passages("titre", "titre", titre, assembler(competences, _place(titre)), None)
    for rubrique, texte in rubriques_offre(doc.description).items():
        passages += _passages(rubrique, rubrique, "", decouper(texte), None)
    return passages


def texte_requete(requete: str) -> str:
    """A person's search words as they are embedded: composed characters, single spaces, cut to one passage."""
    pieces = assembler([_ligne(requete)])
    return pieces[0] if pieces else ""


def _place(tete: str) -> int:
    """Word pieces left for what follows `tete` and its colon."""
    return MORCEAUX_PASSAGE - morceaux_estimes(tete) - 1


def _experience(cle: str, experience: ExperienceDocument) -> list[Passage]:
    titre = _intitule(experience.titre, experience.titre_fr, experience.titre_en)
    return _passages(cle, "experiences", titre, decouper(experience.description, _place(titre)), experience.citation)


def _passages(cle: str, section: str, tete: str, corps: Sequence[str], citation: Citation | None, *, seul: bool = True) -> list[Passage]:
    """One passage a piece of `corps`, each under its head `tete`; the head alone when there is none, unless `seul` is false."""
    textes = [f"{tete} : {piece}" if tete else piece for piece in corps] or ([tete] if tete and seul else [])
    poids = round(1 / len(textes), 6) if textes else 0.0
    return [
        Passage(cle=cle if rang == 0 else f"{cle}.suite{rang}", section=section, texte=texte, poids=poids, citation=citation)
        for rang, texte in enumerate(textes)
    ]


def _intitule(titre: str | None, titre_fr: str | None, titre_en: str | None) -> str:
    """A title as written, then the lexicon's French and English names for it where they say something else."""
    intitule = " / ".join(_uniques(map(_ligne, (titre, titre_fr, titre_en))))
    return assembler([intitule], _TETE_MAX)[0] if intitule else ""


def _libelles(competences: Iterable[CompetenceDocument]) -> list[str]:
    """Each skill once: the lexicon's ``French (English)``, or the name as written when the lexicon does not know it."""
    textes = []
    for competence in competences:
        noms = _uniques(map(_ligne, (competence.libelle_fr, competence.libelle_en))) or [_ligne(competence.nom)]
        textes.append(f"{noms[0]} ({noms[1]})" if len(noms) == 2 else noms[0])
    return _uniques(textes)


def _ligne(texte: str | None) -> str:
    return propre(texte or "").replace("\n", " ")


def _uniques(textes: Iterable[str]) -> list[str]:
    """`textes` without the empty ones nor those that only differ in case or accents, first writing kept, order kept."""
    gardes: dict[str, str] = {}
    for texte in textes:
        if texte:
            gardes.setdefault(fold(texte), texte)
    return list(gardes.values())
