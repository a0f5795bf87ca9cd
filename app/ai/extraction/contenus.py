"""What the sections of one CV hold, before it is written into the profile."""

from dataclasses import dataclass, replace
from datetime import date

from app.ai.extraction.blocs import blocs, est_certificat, nom_entier, sans_annonces, sans_prefixe
from app.ai.extraction.dates import mois_union, trouver_dates, trouver_periodes
from app.ai.extraction.echecs import est_une_negation
from app.ai.extraction.entrees import Groupeur
from app.ai.extraction.formations import Formation, LecteurDeFormations
from app.ai.extraction.intitules import Section
from app.ai.extraction.langues import LangueTrouvee, trouver_langues
from app.ai.extraction.langues_grille import langues_en_colonnes, langues_en_rangees
from app.ai.extraction.listes import Item, items, mots_pleins
from app.ai.extraction.morceaux import est_mention, morceaux
from app.ai.extraction.postes import LecteurDePostes, Poste
from app.ai.extraction.retours import bord_droit, bord_prouve
from app.ai.extraction.sections import Rubrique
from app.ai.lecture.mise_en_page import Ligne, MiseEnPage
from app.ai.lecture.qualite import lignes_suspectes
from app.ai.referentiels import Concept, lexique
from app.schemas.profil import Preuve

Span = tuple[int, int]
CONFIANCE_LISTE, CONFIANCE_CITEE = 0.9, 0.6
PART_LIEE = 0.5
CONFIANCE_SANS_TITRE = 0.8


@dataclass(frozen=True)
class Competence:
    """A skill at `debut:fin`, also written at `autres`; `mois` is the union of the posts that name it."""

    texte: str
    debut: int
    fin: int
    concept: Concept | None
    niveau: str | None
    groupe: str | None
    mois: int | None
    confiance: float
    autres: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Certificat:
    """A certificate whose name is at `debut:fin`."""

    debut: int
    fin: int
    organisme: Span | None
    date: str | None


@dataclass(frozen=True)
class Projet:
    """A project or engagement whose name is at `debut:fin`."""

    debut: int
    fin: int
    corps: list[Ligne]


class Contenus:
    """Sections read once, each by its reader."""

    def __init__(self, vue: MiseEnPage, rubriques: list[Rubrique], recu_le: date) -> None:
        self.vue = vue
        self.texte = vue.texte
        self.recu_le = recu_le
        self.rubriques = rubriques
        self._reconnaitre_listes()
        self.postes = self._lire_postes()
        lues = self._lire_formations()
        self._certificats_de_formation = [f for f in lues if f.niveau is None and f.diplome and est_certificat(self.texte[slice(*f.diplome)])]
        self.formations = [f for f in lues if f not in self._certificats_de_formation]
        self._mentions = {id(p): self._concepts_du_poste(p) for p in self.postes}

    def _de(self, section: Section) -> list[Rubrique]:
        return [r for r in self.rubriques if r.section is section and r.lignes]

    def _sans_titre(self) -> list[list[Ligne]]:
        """Lines under no known heading: where posts and degrees are looked for when their own sections are missing."""
        return [r.lignes for r in self.rubriques if r.section is None and r.lignes]

    def _lire_postes(self) -> list[Poste]:
        """Posts of the experience sections; without any, those that a title, an employer and a period make plain."""
        lecteur = LecteurDePostes(self.texte, self.recu_le)
        rubriques = self._de(Section.experience)
        if rubriques:
            return [p for r in rubriques for p in lecteur.lire(r.lignes, bord_prouve(self.vue, r.lignes))]
        libres = [p for lignes in self._sans_titre() for p in lecteur.lire(lignes, bord_prouve(self.vue, lignes))]
        return [p for p in libres if p.poste and p.entreprise and p.confiance_poste >= CONFIANCE_SANS_TITRE and p.ancre and not p.ancre.unique]

    def _lire_formations(self) -> list[Formation]:
        """Degrees of the education sections; without any, those that a degree and a school or a date make plain."""
        lecteur = LecteurDeFormations(self.texte, self.recu_le)
        rubriques = self._de(Section.formation)
        if rubriques:
            return [f for r in rubriques for f in lecteur.lire(r.lignes, bord_prouve(self.vue, r.lignes))]
        libres = [f for lignes in self._sans_titre() for f in lecteur.lire(lignes, bord_prouve(self.vue, lignes))]
        return [f for f in libres if f.diplome and f.niveau is not None and f.confiance >= CONFIANCE_SANS_TITRE and f.etablissement]

    def _reconnaitre_listes(self) -> None:
        """A section under an unknown heading, or under "Languages", that lists known skills and no language is one of skills."""
        for rubrique in self.rubriques:
            inconnue = rubrique.section is None and rubrique.titre is not None
            if not inconnue and rubrique.section is not Section.langues:
                continue
            if rubrique.section is Section.langues and any(self._langues_de([li]) for li in rubrique.lignes):
                continue
            lus = items(rubrique.lignes, self.texte)
            if len(lus) > 1 and sum(lexique().lier(i.texte) is not None for i in lus) >= PART_LIEE * len(lus):
                rubrique.section = Section.competences

    def annees_experience(self) -> float | None:
        """Union of the posts' months in years, one decimal; None without a dated post."""
        periodes = [p.ancre.periode for p in self.postes if p.ancre]
        mois = mois_union(periodes, self.recu_le)
        return round(mois / 12, 1) if mois else None

    # --- skills

    def _concepts_du_poste(self, poste: Poste) -> list[tuple[Concept, int, int]]:
        trouves = []
        for ligne in [*poste.entree.corps, *poste.entree.tete]:
            for mention in lexique().trouver(ligne.texte):
                concept = lexique().concept(mention.concept_id)
                if concept:
                    trouves.append((concept, ligne.debut + mention.debut, ligne.debut + mention.fin))
        return trouves

    def competences_du_poste(self, poste: Poste) -> list[tuple[Concept, int, int]]:
        """Skills that a post names, with their spans."""
        return self._mentions[id(poste)]

    def _mois(self, concept: Concept | None) -> int | None:
        if concept is None:
            return None
        periodes = [p.ancre.periode for p in self.postes if p.ancre and any(c.id == concept.id for c, _, _ in self._mentions[id(p)])]
        return mois_union(periodes, self.recu_le) or None if periodes else None

    def competences(self, resume: str | None, preuve: Preuve | None) -> list[Competence]:
        """Listed skills, each once; without a list, those that the posts and the summary name."""
        listees: dict[str, Competence] = {}
        for rubrique in self._de(Section.competences):
            adressees = lignes_suspectes(rubrique.lignes)
            for item in items([li for li in rubrique.lignes if li not in adressees], self.texte):
                if est_une_negation(item.texte):
                    continue
                for lue in self._de_l_item(item, rubrique.titre):
                    cle = lue.concept.id if lue.concept else lue.texte.casefold()
                    deja = listees.setdefault(cle, lue)
                    if deja is not lue:
                        listees[cle] = replace(deja, niveau=deja.niveau or lue.niveau, autres=(*deja.autres, (lue.debut, lue.fin)))
        if listees:
            return list(listees.values())
        lues: list[Competence] = []
        vus: set[str] = set()
        citees = [m for p in self.postes for m in self._mentions[id(p)]]
        if resume and preuve:
            debut, brut = preuve.debut, self.texte[preuve.debut : preuve.fin]
            citees += [(c, debut + m.debut, debut + m.fin) for m in lexique().trouver(brut.replace("\n", " ")) if (c := lexique().concept(m.concept_id))]
        for concept, debut, fin in citees:
            if concept.id not in vus:
                vus.add(concept.id)
                lues.append(Competence(" ".join(self.texte[debut:fin].split()), debut, fin, concept, None, None, self._mois(concept), CONFIANCE_CITEE))
        return lues

    def _de_l_item(self, item: Item, titre: str | None) -> list[Competence]:
        """The item itself; a long unknown one gives the known skills it names, save when it is but one of them said at length."""
        concept = lexique().lier(item.texte)
        confiance = CONFIANCE_LISTE if concept else 0.7
        if concept is None and len(item.texte.split()) > 5:
            mentions = lexique().trouver(item.texte)
            if len({m.concept_id for m in mentions}) == 1 and mots_pleins(item.texte) <= 5:
                concept, confiance = lexique().concept(mentions[0].concept_id), 0.75
            elif mentions and item.fin - item.debut == len(item.texte):
                return [
                    Competence(m.brut, item.debut + m.debut, item.debut + m.fin, c, None, item.groupe or titre, self._mois(c), 0.75)
                    for m in mentions if (c := lexique().concept(m.concept_id))
                ]  # fmt: skip
        return [Competence(item.texte, item.debut, item.fin, concept, item.niveau, item.groupe or titre, self._mois(concept), confiance)]

    # --- languages

    def langues(self) -> list[LangueTrouvee]:
        """Languages of their section; without one, those that a level marks anywhere outside the posts."""
        lues: list[LangueTrouvee] = []
        rubriques = self._de(Section.langues)
        for rubrique in rubriques:
            lues.extend(self._langues_de(rubrique.lignes))
        if not rubriques:
            for rubrique in self.rubriques:
                if rubrique.section in (None, Section.profil, Section.competences, Section.contact, Section.autres, Section.formation):
                    for ligne in rubrique.lignes:
                        trouvees = trouver_langues(ligne.texte)
                        lues.extend(lu.decalee(ligne.debut) for lu in trouvees if lu.niveau and lu.confiance >= 0.75)
        uniques: dict[str, LangueTrouvee] = {}
        for lue in lues:
            deja = uniques.get(lue.langue)
            if deja is None or (deja.niveau is None and lue.niveau is not None):
                uniques[lue.langue] = lue
        return list(uniques.values())

    def _langues_de(self, lignes: list[Ligne]) -> list[LangueTrouvee]:
        suites: list[list[Ligne]] = []
        for ligne in lignes:
            if suites and ligne.debut - suites[-1][-1].fin <= 2:
                suites[-1].append(ligne)
            else:
                suites.append([ligne])
        lues: list[LangueTrouvee] = []
        for suite in suites:
            debut = suite[0].debut
            droit = [lu.decalee(debut) for lu in trouver_langues(self.texte[debut : suite[-1].fin], en_section=True)]
            if rangees := langues_en_rangees(suite):
                lues.extend(rangees)
                continue
            colonnes = langues_en_colonnes(suite)
            lues.extend(colonnes if sum(lu.niveau is not None for lu in colonnes) > sum(lu.niveau is not None for lu in droit) else droit)
        return lues

    # --- certificates, projects, interests

    def certifications(self) -> list[Certificat]:
        """Certificates: a line or a dated entry each."""
        lus = [self._parmi_les_diplomes(f) for f in self._certificats_de_formation] + self._sous_les_diplomes()
        for rubrique in self._de(Section.certifications):
            for lignes in blocs(rubrique.lignes, bord := self._bord(rubrique)):
                lu, jour = self._certificat(lignes, bord)
                if lu:
                    lus.append(lu)
                elif jour and lus and lus[-1].date is None:
                    lus[-1] = replace(lus[-1], date=jour)
        return lus

    def _sous_les_diplomes(self) -> list[Certificat]:
        """Lines of the education section that no degree holds and that name a certificate."""
        pris = [s for f in (*self.formations, *self._certificats_de_formation) for s in (f.diplome, f.domaine, f.etablissement) if s]
        libres = [(li, r) for r in self._de(Section.formation) for li in r.lignes if not any(li.debut < b and a < li.fin for a, b in pris)]
        return [lu for li, r in libres if est_certificat(li.texte.lstrip("•▪– ")) and (lu := self._certificat([li], self._bord(r))[0])]

    @staticmethod
    def _parmi_les_diplomes(lue: Formation) -> Certificat:
        """A certificate that the education section holds; its school is the issuer."""
        periode = lue.ancre.periode if lue.ancre else None
        debut, fin = lue.diplome or (0, 0)
        return Certificat(debut, fin, lue.etablissement, periode.fin or periode.debut if periode else None)

    def _bord(self, rubrique: Rubrique) -> float:
        """Right edge of the column that a section stands in, on its own page."""
        return bord_droit(self.vue, rubrique.lignes[0])

    def _certificat(self, lignes: list[Ligne], bord: float) -> tuple[Certificat | None, str | None]:
        """The certificate that these lines name, if any, and the date they give."""
        dates: list[tuple[str, Span]] = []
        for ligne in lignes:
            trouvees = trouver_dates(ligne.texte, self.recu_le)
            dates += [(d.valeur, (ligne.debut + d.span[0], ligne.debut + d.span[1])) for d in trouvees]
            for p in [] if trouvees else trouver_periodes(ligne.texte, self.recu_le):
                if valeur := p.debut or p.fin:
                    dates.append((valeur, (ligne.debut + p.span[0], ligne.debut + p.span[1])))
        pieces = [
            m
            for m in sans_annonces(morceaux(lignes, self.texte, [s for _, s in dates]))
            if not est_mention(m) and sans_prefixe(m) and any(c.isalpha() for c in m.texte)
        ]
        jour = dates[0][0] if dates else None
        if not pieces:
            return None, jour
        nom, pieces = nom_entier(pieces, lignes, bord, self.texte)
        organismes = [lu for m in pieces if len(m.texte) <= 60 and (lu := sans_prefixe(m))]
        organisme = organismes[0] if organismes else None
        return Certificat(nom.debut, nom.fin, (organisme.debut, organisme.fin) if organisme else None, jour), jour

    def projets(self, section: Section) -> list[Projet]:
        """Entries of a section of projects: the first piece of each header names it."""
        lus: list[Projet] = []
        for rubrique in self._de(section):
            entrees = Groupeur(rubrique.lignes, self.recu_le, lambda _: False, self._bord(rubrique), uniques=True).entrees()
            tetes = [(e.tete, e.corps, e.ancre.spans if e.ancre else []) for e in entrees]
            if not tetes:
                tetes = [(bloc[:1], bloc[1:], []) for bloc in blocs(rubrique.lignes, self._bord(rubrique))]
            for tete, corps, exclus in tetes:
                pieces = [m for m in morceaux(tete, self.texte, exclus) if not est_mention(m)]
                if pieces:
                    lus.append(Projet(pieces[0].debut, pieces[0].fin, corps))
        return lus

    def interets(self) -> list[Item]:
        """Interests, one an item."""
        return [i for r in self._de(Section.interets) for i in items(r.lignes, self.texte)]
