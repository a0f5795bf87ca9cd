"""Facts of a CV read by a language model, kept only when the CV proves them (design: reading, section 3).

The model points at places; what is stored is the CV's own text at those places, and dates are read there by our grammar.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from app.ai.extraction.ancrage import TexteMasque, contient, masquer, propre
from app.ai.extraction.dates import trouver_dates, trouver_periodes
from app.ai.extraction.langues import trouver_langues
from app.ai.extraction.niveaux import lire_diplome
from app.ai.extraction.schema_modele import CertificationCitee, CompetenceCitee, ExperienceCitee, FaitsDuCV, FormationCitee, LangueCitee, ProjetCite
from app.ai.modele_langage import ModeleLangage, Trace
from app.ai.prompts import charger, encadrer
from app.ai.referentiels import lexique
from app.core.enums import SourceFait
from app.schemas.profil import (
    CertificationLue,
    CompetenceLue,
    ExperienceLue,
    FormationLue,
    LangueLue,
    LectureCV,
    Preuve,
    ProfilExtrait,
    ProjetLu,
)

LONGUEUR_MAX = 24_000
CONFIANCE = 0.8
ALENTOURS = 250
Place = tuple[int, int]
F = TypeVar("F")
T = TypeVar("T")


class Dates(NamedTuple):
    """Ends of a period, as a profile holds them."""

    debut: str | None = None
    fin: str | None = None
    en_cours: bool = False

    def champs(self) -> list[str]:
        """Names of the fields that are told."""
        return [nom for nom in ("debut", "fin", "en_cours") if getattr(self, nom)]


class Rejet(BaseModel):
    """A fact, or a field of it, that the model gave and that was not kept. `chemin` is its place in the model's answer."""

    model_config = ConfigDict(extra="forbid")

    chemin: str
    valeur: str
    raison: str


class ExtractionModele(BaseModel):
    """What a model brought: a partial profile (no identity), a proof for each fact, what was dropped and why, how it was obtained."""

    model_config = ConfigDict(extra="forbid")

    profil: ProfilExtrait
    preuves: dict[str, Preuve]
    rejets: list[Rejet]
    trace: Trace


def extraire_par_modele(lecture: LectureCV, llm: ModeleLangage, *, delai_s: float | None = None) -> ExtractionModele:
    """Ask the model for the facts of `lecture` and keep those that its visible text proves.

    No name, e-mail, phone, link or address leaves: they are replaced by marks. Raises ModeleIndisponible.
    """
    masque = masquer(lecture, LONGUEUR_MAX)
    reponse = llm.demander(charger("extraction"), encadrer("cv", masque.texte), FaitsDuCV, delai_s=delai_s)
    tri = _Tri(lecture, masque)
    if len(masque.original) < len(lecture.texte.texte):
        tri.rejeter("texte", f"{len(lecture.texte.texte)} caractères", "texte_tronque")
    tri.trier(reponse.valeur)
    return ExtractionModele(profil=tri.profil, preuves=tri.preuves, rejets=tri.rejets, trace=reponse.trace)


class _Tri:
    """Sorting of one answer."""

    def __init__(self, lecture: LectureCV, masque: TexteMasque) -> None:
        self._lecture = lecture
        self._masque = masque
        self.profil = ProfilExtrait()
        self.preuves: dict[str, Preuve] = {}
        self.rejets: list[Rejet] = []

    def rejeter(self, chemin: str, valeur: str, raison: str) -> None:
        """Note what is not kept."""
        # a model's words go into JSONB and logs: no NUL, no control character
        self.rejets.append(Rejet(chemin=chemin, valeur="".join(c if c.isprintable() else " " for c in valeur[:200]), raison=raison))

    def trier(self, faits: FaitsDuCV) -> None:
        """Fill the profile."""
        profil = self.profil
        if faits.titre:
            profil.titre = self._titre(faits.titre.valeur, faits.titre.citation)
        if faits.resume and (place := self._citation("resume", faits.resume)):
            profil.resume = self._prouver("resume", place)
        profil.competences = self._liste("competences", faits.competences, self._competence)
        profil.experiences = self._liste("experiences", faits.experiences, self._experience)
        profil.formations = self._liste("formations", faits.formations, self._formation)
        profil.langues = self._liste("langues", faits.langues, self._langue)
        profil.certifications = self._liste("certifications", faits.certifications, self._certification)
        profil.projets = self._liste("projets", faits.projets, self._projet)
        profil.benevolat = self._liste("benevolat", faits.benevolat, self._projet)

    def _liste(self, nom: str, faits: list[F], convertir: Callable[[str, str, F], T | None]) -> list[T]:
        """The facts of one list that hold, each with its proofs under its place in the profile."""
        gardes: list[T] = []
        for rang, fait in enumerate(faits):
            garde = convertir(f"{nom}.{rang}", f"{nom}.{len(gardes)}", fait)
            if garde is not None and garde not in gardes:
                gardes.append(garde)
        return gardes

    def _citation(self, brut: str, citation: str, pres_de: int = 0) -> Place | None:
        place = self._masque.localiser(citation, pres_de)
        if place is None:
            self.rejeter(brut, citation, "citation_introuvable")
        return place

    def _valeur(self, brut: str, valeur: str | None, citation: Place, *, autour: int = 0, identite: bool = False) -> Place | None:
        """Where `valeur` stands: in the quotation, else at most `autour` characters from it. None when it does not, or when it names the person."""
        if valeur is None:
            return None
        texte = self._masque.texte
        for marge in (0, autour):
            debut = max(0, citation[0] - marge)
            trouve = contient(texte[debut : citation[1] + marge], valeur)
            if trouve:
                place = debut + trouve[0], debut + trouve[1]
                if identite or not self._masque.masque(*place):
                    return place
                self.rejeter(brut, valeur, "identite")
                return None
        self.rejeter(brut, valeur, "valeur_hors_citation")
        return None

    def _prouver(self, chemin: str, place: Place) -> str:
        """Keep the proof of `chemin` and give the CV's own words for it."""
        debut, fin = self._masque.dans_original(*place)
        self.preuves[chemin] = self._lecture.texte.preuve(debut, fin, CONFIANCE, SourceFait.modele)
        return propre(self._lecture.texte.texte[debut:fin])

    def _facultatif(self, chemin: str, place: Place | None) -> str | None:
        return None if place is None else self._prouver(chemin, place)

    def _description(self, brut: str, chemin: str, passage: str | None, pres_de: int) -> str | None:
        """Missions keep their lines."""
        if passage is None or (place := self._citation(f"{brut}.description", passage, pres_de)) is None:
            return None
        self._prouver(f"{chemin}.description", place)
        return self.preuves[f"{chemin}.description"].citation

    def _titre(self, valeur: str, citation: str) -> str | None:
        trouvee = self._citation("titre", citation)
        return self._facultatif("titre", self._valeur("titre", valeur, trouvee)) if trouvee else None

    def _competence(self, brut: str, chemin: str, fait: CompetenceCitee) -> CompetenceLue | None:
        citation = self._citation(brut, fait.citation)
        place = self._valeur(brut, fait.nom, citation) if citation else None
        if place is None:
            return None
        mot = self._prouver(chemin, place)
        concept = lexique().lier(mot)
        if concept is None:
            return CompetenceLue(nom=mot, brut=mot)
        return CompetenceLue(nom=concept.fr, brut=mot, concept_id=concept.id, categorie=concept.categorie)

    def _dates(self, brut: str, chemin: str, citation_dates: str | None, citation: Place) -> Dates:
        """Beginning, end and whether it goes on, read by our grammar in the dates that the model quotes beside the fact."""
        place = self._citation(f"{brut}.citation_dates", citation_dates, citation[0]) if citation_dates else citation
        if place is None:
            return Dates()
        if min(abs(place[0] - citation[1]), abs(citation[0] - place[1])) > ALENTOURS and not citation[0] <= place[0] <= citation[1]:
            self.rejeter(f"{brut}.citation_dates", citation_dates or "", "dates_trop_loin")
            return Dates()
        texte = self._masque.texte[place[0] : place[1]]
        periodes = trouver_periodes(texte, self._lecture.recu_le, self._lecture.profil.langue_cv)
        if periodes:
            lue = periodes[0]
            dates, span = Dates(lue.debut, lue.fin, lue.en_cours), lue.span
        elif seules := trouver_dates(texte, self._lecture.recu_le):
            dates, span = Dates(None, seules[0].valeur, False), seules[0].span
        else:
            if citation_dates:
                self.rejeter(f"{brut}.citation_dates", citation_dates, "dates_illisibles")
            return Dates()
        for champ in dates.champs():
            self._prouver(f"{chemin}.{champ}", (place[0] + span[0], place[0] + span[1]))
        return dates

    def _experience(self, brut: str, chemin: str, fait: ExperienceCitee) -> ExperienceLue | None:
        citation = self._citation(brut, fait.citation)
        if citation is None:
            return None
        poste = self._valeur(f"{brut}.poste", fait.poste, citation, autour=ALENTOURS)
        entreprise = self._valeur(f"{brut}.entreprise", fait.entreprise, citation, autour=ALENTOURS, identite=True)
        if poste is None and entreprise is None:
            self.rejeter(brut, fait.citation, "ni_poste_ni_entreprise")
            return None
        self._prouver(chemin, citation)
        dates = self._dates(brut, chemin, fait.citation_dates, citation)
        return ExperienceLue(
            poste=self._facultatif(f"{chemin}.poste", poste),
            entreprise=self._facultatif(f"{chemin}.entreprise", entreprise),
            lieu=self._facultatif(f"{chemin}.lieu", self._valeur(f"{brut}.lieu", fait.lieu, citation, autour=ALENTOURS)),
            debut=dates.debut,
            fin=dates.fin,
            en_cours=dates.en_cours,
            description=self._description(brut, chemin, fait.description, citation[1]),
        )

    def _formation(self, brut: str, chemin: str, fait: FormationCitee) -> FormationLue | None:
        citation = self._citation(brut, fait.citation)
        if citation is None:
            return None
        diplome = self._valeur(f"{brut}.diplome", fait.diplome, citation, autour=ALENTOURS)
        if diplome is None:
            self.rejeter(brut, fait.citation, "sans_diplome")
            return None
        lu = lire_diplome(self._masque.texte[citation[0] : citation[1]])
        etablissement = self._valeur(f"{brut}.etablissement", fait.etablissement, citation, autour=ALENTOURS, identite=True)
        self._prouver(chemin, citation)
        dates = self._dates(brut, chemin, fait.citation_dates, citation)
        return FormationLue(
            diplome=self._prouver(f"{chemin}.diplome", diplome),
            etablissement=self._facultatif(f"{chemin}.etablissement", etablissement),
            domaine=self._facultatif(f"{chemin}.domaine", self._valeur(f"{brut}.domaine", fait.domaine, citation, autour=ALENTOURS)),
            niveau=lu.niveau if lu else None,
            debut=dates.debut,
            fin=dates.fin,
            en_cours=dates.en_cours,
        )

    def _certification(self, brut: str, chemin: str, fait: CertificationCitee) -> CertificationLue | None:
        citation = self._citation(brut, fait.citation)
        nom = self._valeur(brut, fait.nom, citation) if citation else None
        if citation is None or nom is None:
            return None
        organisme = self._valeur(f"{brut}.organisme", fait.organisme, citation, autour=ALENTOURS)
        lues = trouver_dates(self._masque.texte[citation[0] : citation[1]], self._lecture.recu_le)
        if lues:
            self._prouver(f"{chemin}.date", (citation[0] + lues[0].span[0], citation[0] + lues[0].span[1]))
        return CertificationLue(
            nom=self._prouver(chemin, nom),
            organisme=self._facultatif(f"{chemin}.organisme", organisme),
            date=lues[0].valeur if lues else None,
        )

    def _projet(self, brut: str, chemin: str, fait: ProjetCite) -> ProjetLu | None:
        citation = self._citation(brut, fait.citation)
        nom = self._valeur(brut, fait.nom, citation) if citation else None
        if citation is None or nom is None:
            return None
        return ProjetLu(nom=self._prouver(chemin, nom), description=self._description(brut, chemin, fait.description, citation[1]))

    def _langue(self, brut: str, chemin: str, fait: LangueCitee) -> LangueLue | None:
        """The model says where and which; that it is so, and the level, our own reading of the quotation says."""
        citation = self._citation(brut, fait.citation)
        if citation is None:
            return None
        lue = next((x for x in trouver_langues(self._masque.texte[citation[0] : citation[1]], en_section=True) if x.langue == fait.langue), None)
        if lue is None:
            self.rejeter(brut, fait.langue, "valeur_hors_citation")
            return None
        self._prouver(chemin, (citation[0] + lue.debut, citation[0] + lue.fin))
        return LangueLue(langue=lue.langue, niveau=lue.niveau)
