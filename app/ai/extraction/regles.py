"""From the layout of a CV to its profile, every fact with its place: the rules that work without any model."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.ai.extraction import contacts, declarations
from app.ai.extraction.contenus import Contenus
from app.ai.extraction.genre import LETTRE, autre_document
from app.ai.extraction.identite import LecteurIdentite
from app.ai.extraction.intitules import Section
from app.ai.extraction.lieux import region_telephonique
from app.ai.extraction.nom import Fait
from app.ai.extraction.postes import Poste, description
from app.ai.extraction.sections import Decoupeur, Rubrique
from app.ai.lecture.mise_en_page import MiseEnPage
from app.ai.lecture.qualite import avertir
from app.schemas.profil import (
    Avertissement,
    CertificationLue,
    CompetenceLue,
    ExperienceLue,
    FormationLue,
    LangueLue,
    Localisation,
    MobiliteLue,
    Preuve,
    ProfilExtrait,
    ProjetLu,
    TexteVisible,
)
from app.utils.text import written_language

NON_COMPRIS_MAX = 40
CONFIANCE_LIEN = 0.7


@dataclass
class Extrait:
    """What the rules found."""

    profil: ProfilExtrait
    preuves: dict[str, Preuve]
    avertissements: list[Avertissement] = field(default_factory=list)
    non_compris: list[str] = field(default_factory=list)


class _Redaction:
    """Fills the profile and keeps the proofs."""

    def __init__(self, vue: MiseEnPage, recu_le: date) -> None:
        self.vue = vue
        self.recu_le = recu_le
        self.texte = vue.texte
        self.visible: TexteVisible = vue.texte_visible()
        self.profil = ProfilExtrait()
        self.preuves: dict[str, Preuve] = {}
        self.avertissements: list[Avertissement] = []
        self.rubriques: list[Rubrique] = Decoupeur(vue).rubriques()
        self.profil.langue_cv = written_language(vue.texte)
        self.contenus = Contenus(vue, self.rubriques, recu_le)

    def prouver(self, chemin: str, debut: int, fin: int, confiance: float) -> None:
        """Record where a fact stands; an empty span has no place on the page."""
        if fin > debut:
            self.preuves[chemin] = self.visible.preuve(debut, fin, round(confiance, 2))

    def valeur(self, debut: int, fin: int) -> str:
        """Text of a span on one line, tabs and line ends as spaces, words cut at a line end closed."""
        return _paragraphe(self.texte[debut:fin])

    def identite(self) -> None:
        """Name, contacts, place, title, summary."""
        lecteur = LecteurIdentite(self.vue, self.rubriques)
        nom = lecteur.nom()
        if nom:
            self._poser("nom_complet", nom.fait)
            self.profil.nom_complet = nom.texte or self.profil.nom_complet
            if nom.prenom and nom.nom:
                self._poser("prenom", Fait(*nom.prenom, nom.fait.confiance))
                self._poser("nom", Fait(*nom.nom, nom.fait.confiance))
        self._contacts(lecteur)
        if titre := lecteur.titre():
            self._poser("titre", titre)
        if resume := lecteur.resume():
            self.profil.resume = _paragraphe(self.texte[resume.debut : resume.fin])
            self.prouver("resume", resume.debut, resume.fin, resume.confiance)
        if lu := lecteur.lieu():
            fait, lieu = lu
            self.profil.localisation = Localisation(ville=lieu.ville, code_postal=lieu.code_postal, pays=lieu.pays)
            self.prouver("localisation", fait.debut, fait.fin, fait.confiance)

    def _poser(self, champ: str, fait: Fait) -> None:
        setattr(self.profil, champ, self.valeur(fait.debut, fait.fin))
        self.prouver(champ, fait.debut, fait.fin, fait.confiance)

    def _contacts(self, lecteur: LecteurIdentite) -> None:
        hors = [(r.lignes[0].debut, r.lignes[-1].fin) for r in self.rubriques if r.section is Section.references and r.lignes]

        def siens(trouves: Iterable[contacts.Contact]) -> list[contacts.Contact]:
            return [c for c in trouves if not any(a <= c.debut < b for a, b in hors)]

        region = region_telephonique(lieu[1]) if (lieu := lecteur.lieu()) else None
        telephones = contacts.trouver_telephones(self.texte, self.profil.langue_cv or "fr", [li.uri for li in self.vue.liens], region)
        for champ, trouves in (("email", siens(lecteur.emails)), ("telephone", siens(telephones))):
            if trouves:
                setattr(self.profil, champ, trouves[0].valeur)
                self._prouver_contact(champ, trouves[0])
                if champ == "telephone" and trouves[0].confiance < 0.8:
                    self.avertissements.append(avertir("telephone_non_verifie"))
        entete = {(li.debut, li.fin) for li in lecteur.lignes}
        for lien in lecteur.liens:
            nu = lien.confiance < CONFIANCE_LIEN
            if nu and not any(a <= lien.debut < b for a, b in entete):
                continue
            self.profil.liens.append(lien.url)
            self._prouver_lien(len(self.profil.liens) - 1, lien)

    def _prouver_contact(self, champ: str, lu: contacts.Contact) -> None:
        if lu.fin > lu.debut:
            self.prouver(champ, lu.debut, lu.fin, lu.confiance)
            return
        schema = "mailto:" if champ == "email" else "tel:"
        lien = next((li for li in self.vue.liens if li.uri.lower().startswith(schema) and li.fin), None)
        if lien:
            self.prouver(champ, lien.debut, lien.fin, lu.confiance)

    def _prouver_lien(self, rang: int, lu: contacts.Lien) -> None:
        if lu.fin > lu.debut:
            self.prouver(f"liens.{rang}", lu.debut, lu.fin, lu.confiance)
            return
        pose = next((li for li in self.vue.liens if li.fin and any(x.url == lu.url for x in contacts.trouver_liens("", [li.uri]))), None)
        if pose:
            self.prouver(f"liens.{rang}", pose.debut, pose.fin, lu.confiance)

    def experiences(self) -> None:
        """Posts, volunteering, and years of experience."""
        for poste in self.contenus.postes:
            rang = len(self.profil.experiences)
            self.profil.experiences.append(self._experience(poste, f"experiences.{rang}"))
        self.profil.annees_experience = self.contenus.annees_experience()
        if any(p.ancre and p.ancre.periode.ambigue for p in self.contenus.postes):
            self.avertissements.append(avertir("dates_ambigues"))

    def _experience(self, lu: Poste, chemin: str) -> ExperienceLue:
        ancre = lu.ancre
        experience = ExperienceLue()
        if ancre:
            experience.debut, experience.fin, experience.en_cours = ancre.periode.debut, ancre.periode.fin, ancre.periode.en_cours
        for champ in ("debut", "fin", "en_cours"):
            if ancre and getattr(experience, champ):
                self.prouver(f"{chemin}.{champ}", *(ancre.span if champ == "debut" else ancre.spans[-1]), 0.9 if ancre.seule else 0.75)
        if lu.poste:
            experience.poste = self.valeur(lu.poste.debut, lu.fin_poste)
            self.prouver(f"{chemin}.poste", lu.poste.debut, lu.fin_poste, lu.confiance_poste)
        for champ, morceau, confiance in (("entreprise", lu.entreprise, lu.confiance_entreprise), ("lieu", lu.lieu, 0.6)):
            if morceau:
                setattr(experience, champ, morceau.texte)  # not its span: a date may part its halves
                self.prouver(f"{chemin}.{champ}", morceau.debut, morceau.fin, confiance)
        corps = lu.entree.corps
        if corps:
            experience.description = description(corps)
            self.prouver(f"{chemin}.description", corps[0].debut, corps[-1].fin, 0.8)
        experience.competences = list(dict.fromkeys(c.fr for c, _, _ in self.contenus.competences_du_poste(lu)))
        tout = [li for li in [*lu.entree.tete, *corps] if li.fin > li.debut]
        self.prouver(chemin, min(li.debut for li in tout), max(li.fin for li in tout), min(lu.confiance_poste or 0.5, 0.95))
        return experience

    def formations(self) -> None:
        """Degrees and the highest level."""
        for lue in self.contenus.formations:
            chemin = f"formations.{len(self.profil.formations)}"
            periode = lue.ancre.periode if lue.ancre else None
            formation = FormationLue(niveau=lue.niveau, en_cours=lue.en_cours)
            if periode and lue.ancre:
                formation.debut, formation.fin = periode.debut, periode.fin
                for champ in ("debut", "fin", "en_cours"):
                    if getattr(formation, champ):
                        self.prouver(f"{chemin}.{champ}", *(lue.ancre.span if champ == "debut" else lue.ancre.spans[-1]), 0.9)
            for champ, span in (("diplome", lue.diplome), ("domaine", lue.domaine), ("etablissement", lue.etablissement)):
                if span:
                    setattr(formation, champ, self.valeur(*span))
                    self.prouver(f"{chemin}.{champ}", *span, lue.confiance)
            if lue.niveau is not None and lue.diplome:
                self.prouver(f"{chemin}.niveau", *lue.diplome, lue.confiance)
            self.profil.formations.append(formation)
        finies = [(f.niveau, i) for i, f in enumerate(self.profil.formations) if f.niveau is not None and not f.en_cours]
        enrolees = [(f.niveau, i) for i, f in enumerate(self.profil.formations) if f.niveau is not None]
        if finies or enrolees:
            # a degree under way counts only when there is no other
            niveau, rang = max(finies or enrolees, key=lambda n: (n[0], -n[1]))
            self.profil.niveau_etudes = niveau
            if f"formations.{rang}.niveau" in self.preuves:
                self.preuves["niveau_etudes"] = self.preuves[f"formations.{rang}.niveau"]

    def competences(self) -> None:
        """Skills as listed; without any list, those that the posts and the summary name."""
        for lue in self.contenus.competences(self.profil.resume, self.preuves.get("resume")):
            rang = len(self.profil.competences)
            concept = lue.concept
            self.profil.competences.append(
                CompetenceLue(
                    nom=concept.fr if concept else lue.texte,
                    brut=lue.texte,
                    concept_id=concept.id if concept else None,
                    categorie=concept.categorie if concept else lue.groupe,
                    niveau=lue.niveau,
                    mois=lue.mois,
                )
            )
            self.prouver(f"competences.{rang}", lue.debut, lue.fin, lue.confiance)
            for numero, span in enumerate(lue.autres):
                self.prouver(f"competences.{rang}.autres.{numero}", *span, lue.confiance)

    def autres(self) -> None:
        """Languages, certificates, projects, volunteering, permits, interests, wishes."""
        for lue in self.contenus.langues():
            self.prouver(f"langues.{len(self.profil.langues)}", lue.debut, lue.fin, lue.confiance)
            self.profil.langues.append(LangueLue(langue=lue.langue, niveau=lue.niveau))
        for certificat in self.contenus.certifications():
            chemin = f"certifications.{len(self.profil.certifications)}"
            self.prouver(chemin, certificat.debut, certificat.fin, 0.85)
            organisme = self.valeur(*certificat.organisme) if certificat.organisme else None
            self.profil.certifications.append(CertificationLue(nom=self.valeur(certificat.debut, certificat.fin), organisme=organisme, date=certificat.date))
        for champ, section in (("projets", Section.projets), ("projets", Section.publications), ("benevolat", Section.benevolat)):
            for projet in self.contenus.projets(section):
                liste: list[ProjetLu] = getattr(self.profil, champ)
                self.prouver(f"{champ}.{len(liste)}", projet.debut, projet.fin, 0.7)
                liste.append(ProjetLu(nom=self.valeur(projet.debut, projet.fin), description=description(projet.corps) or None))
        for interet in self.contenus.interets():
            self.prouver(f"centres_interet.{len(self.profil.centres_interet)}", interet.debut, interet.fin, 0.8)
            self.profil.centres_interet.append(interet.texte)
        for permis in contacts.trouver_permis(self.texte):
            self.prouver(f"permis.{len(self.profil.permis)}", permis.debut, permis.fin, permis.confiance)
            self.profil.permis.append(permis.categorie)
        self._declarations()

    def _declarations(self) -> None:
        """What the candidate says to want. Only the head, the summary, the contact block and the section on mobility are asked."""
        lues = declarations.lire(self.texte, self.rubriques)
        if lues.contrat:
            self.profil.type_contrat_souhaite = lues.contrat[0]
            self.prouver("type_contrat_souhaite", *lues.contrat[1], 0.8)
        if lues.disponibilite:
            self.profil.disponibilite = self.valeur(*lues.disponibilite)
            self.prouver("disponibilite", *lues.disponibilite, 0.8)
        if lues.lieux or lues.teletravail is not None:
            teletravail, span = lues.teletravail or (None, None)
            self.profil.mobilite = MobiliteLue(lieux=list(lues.lieux), teletravail=teletravail)
            spans = [*lues.lieux.values(), *([span] if span else [])]
            self.prouver("mobilite", min(s[0] for s in spans), max(s[1] for s in spans), 0.8)

    def extrait(self) -> Extrait:
        """Everything."""
        sections = {r.section for r in self.rubriques if r.section}
        if genre := autre_document(self.texte, sections):
            return self._sans_cv(genre)
        self.identite()
        self.experiences()
        if sections or self.profil.nom_complet or self.profil.experiences:
            self.formations()
            self.competences()
            self.autres()
        else:
            self.profil.resume = None  # an invoice or a poem: the skills that its text names are nobody's
            self.preuves.pop("resume", None)
        if not sections:
            self.avertissements.append(avertir("aucune_section"))
        return Extrait(self.profil, self.preuves, self.avertissements, self._non_compris())

    def _sans_cv(self, genre: str) -> Extrait:
        """What a document of another kind tells of its owner: a letter is signed, nothing else is anybody's."""
        if genre == LETTRE:
            self.identite()
            self.profil.titre = self.profil.resume = None
            self.preuves = {champ: p for champ, p in self.preuves.items() if champ not in ("titre", "resume")}
        codes = ["pas_un_cv"] if any(r.section for r in self.rubriques) else ["pas_un_cv", "aucune_section"]
        return Extrait(self.profil, self.preuves, [*self.avertissements, *map(avertir, codes)], self._non_compris())

    def _non_compris(self) -> list[str]:
        """Lines that no proof touches, headings aside."""
        spans = sorted((p.debut, p.fin) for p in self.preuves.values())
        restes = []
        for ligne in (li for r in self.rubriques for li in r.lignes):
            if len(ligne.texte) > 3 and not any(a < ligne.fin and ligne.debut < b for a, b in spans):
                restes.append(ligne.texte.replace("\t", " ")[:200])
        return list(dict.fromkeys(restes))[:NON_COMPRIS_MAX]


def _paragraphe(texte: str) -> str:
    """Lines of a paragraph as one, words cut by a hyphen closed."""
    lignes = [" ".join(li.split()) for li in texte.splitlines()]
    entier = ""
    for ligne in lignes:
        trait = entier.endswith("-") and entier[-2:-1].isalpha() and ligne[:1].isalpha()
        # "Paul-" above "Valéry" keeps its hyphen
        entier = entier[: -1 if ligne[:1].islower() else None] + ligne if trait else f"{entier} {ligne}".strip()
    return entier


def extraire(vue: MiseEnPage, recu_le: date) -> Extrait:
    """Profile of a CV received on `recu_le` ("présent" means that day), with the proofs."""
    return _Redaction(vue, recu_le).extrait()
