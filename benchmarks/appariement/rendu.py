"""The measuring set as the product meets it: CVs drawn as PDFs in five layouts in turn, then read; offers projected."""

from dataclasses import dataclass, replace

from app.ai.matching.projection_offre import OffreSource
from app.schemas.offres import OffreCreate
from benchmarks.appariement.donnees import CV, Jeu, Poste
from benchmarks.corpus_lu import Atelier, CVLu, OffreLue
from benchmarks.lecture_corpus.contenu import Page
from benchmarks.lecture_corpus.libelles import TITRES
from benchmarks.lecture_corpus.mises_en_page import PAR_NOM
from benchmarks.lecture_corpus.rendu import dessiner

MISES = ("sobre", "barre_gauche", "tableau", "deux_pages", "nom_titre")
_MOIS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
_PRESENT = {"fr": "présent", "en": "present"}


@dataclass(frozen=True)
class JeuLu:
    """The set, read: offers and CVs by id."""

    jeu: Jeu
    offres: dict[str, OffreLue]
    cvs: dict[str, CVLu]


def lire_jeu(ouvert: Atelier, jeu: Jeu) -> JeuLu:
    """Draw and read every CV, project every offer."""
    cvs = {cv.id: ouvert.lire(cv.id, pdf(cv, rang)) for rang, cv in enumerate(jeu.cvs.values())}
    offres = {o.id: ouvert.offre(o.id, source(o.offre)) for o in jeu.offres.values()}
    return JeuLu(jeu, offres, cvs)


def source(offre: OffreCreate) -> OffreSource:
    """An offer's body as the projection takes it."""
    return OffreSource(
        titre=offre.titre,
        description=offre.description,
        competences_requises=tuple(offre.competences_requises),
        competences_souhaitees=tuple(offre.competences_souhaitees),
        obligatoires=tuple(offre.obligatoires),
        experience_min=offre.experience_min,
        niveau_etudes_min=offre.niveau_etudes_min,
        langues=tuple((x.langue, x.niveau_min) for x in offre.langues),
        localisation=offre.localisation,
        teletravail=offre.teletravail,
        poids=offre.poids or {},
    )


def texte_colle(offre: OffreSource) -> OffreSource:
    """The same offer pasted as plain text: title and description alone, the lists written out as a job board prints them."""
    lignes = [offre.description]
    for tete, noms in (
        ("Compétences :", offre.competences_requises),
        ("Seraient un plus :", offre.competences_souhaitees),
        ("Indispensable :", offre.obligatoires),
    ):
        if noms:
            lignes.append(f"{tete} {', '.join(noms)}.")
    return replace(OffreSource(titre=offre.titre, localisation=offre.localisation, teletravail=offre.teletravail), description="\n\n".join(lignes))


def pdf(cv: CV, rang: int) -> bytes:
    """The CV as a PDF, in the layout of its rank."""
    mise = PAR_NOM[MISES[rang % len(MISES)]]
    return dessiner(mise, _page(cv, mise.categories))


def texte_brut(cv: CV) -> str:
    """All that the CV says, in reading order: what a plain ranking is given."""
    lignes = [cv.title, cv.summary]
    for poste in cv.experiences:
        lignes += [poste.title, *poste.description]
    lignes += [f"{f.degree} {f.field}" for f in cv.education]
    lignes += [item for groupe in cv.skills for item in groupe.items]
    lignes += [c.name for c in cv.certifications] + [f"{x.name} {x.level}" for x in cv.languages]
    return "\n".join(lignes)


def texte_brut_offre(offre: OffreCreate) -> str:
    """All that the offer says that bears on a match."""
    langues = [f"{x.langue} {x.niveau_min.value}" for x in offre.langues]
    return "\n".join([offre.titre, offre.description, *offre.competences_requises, *offre.competences_souhaitees, *offre.obligatoires, *langues])


def _page(cv: CV, categories: bool) -> Page:
    prenom, _, famille = cv.name.partition(" ")
    titres = {cle: valeurs[0] for cle, valeurs in TITRES[cv.lang]["courants"].items()}
    postes = [_poste(poste, cv.lang) for poste in cv.experiences]
    contacts = [("email", cv.email), ("tel", cv.phone), ("lieu", cv.location), *(("lien", lien) for lien in cv.links)]
    return {
        "lang": cv.lang,
        "T": titres,
        "prenom": prenom,
        "patronyme": famille,
        "nom": cv.name,
        "titre": cv.title,
        "resume": cv.summary,
        "contacts": [{"genre": genre, "texte": texte, "url": None} for genre, texte in contacts],
        "postes": postes,
        "groupes": [{"entreprise": p["entreprise"], "lieu": p["lieu"], "postes": [p]} for p in postes],
        "formations": [
            {"intitule": f"{f.degree}, {f.field}" if f.field else f.degree, "diplome": f.degree, "ecole": f.institution, "lieu": f.location, "dates": f.end}
            for f in cv.education
        ],
        "competences": [{"categorie": g.category if categories else "", "items": g.items} for g in cv.skills],
        "langues": [{"nom": x.name, "niveau": x.level, "points": 3} for x in cv.languages],
        "certifs": [f"{c.name}, {c.issuer}, {c.date[:4]}" if c.issuer else f"{c.name}, {c.date[:4]}" for c in cv.certifications],
        "interets": [],
    }


def _poste(poste: Poste, langue: str) -> Page:
    debut, fin = _mois(poste.start, langue), _mois(poste.end, langue) if poste.end else _PRESENT[langue]
    return {
        "poste": poste.title,
        "entreprise": poste.company,
        "lieu": poste.location,
        "missions": poste.description,
        "dates": f"{debut} – {fin}",
        "debut": debut,
        "fin": fin,
    }


def _mois(date: str, langue: str) -> str:
    an, mois = date.split("-")
    return f"{_MOIS[langue][int(mois) - 1]} {an}"
