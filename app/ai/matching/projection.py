"""The closed projection of a CV: all that scoring, embedding and prompts may know of it (design: matching, section 1, rule 3).

What says who a person is has no field to enter: it is blanked in the text and taken out of titles, descriptions and summary, which are made gender-neutral.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from app.ai.extraction.dates import intervalle_mois
from app.ai.matching.citations import Textes, chercher, phrase_ecrite
from app.ai.matching.identite import Personne, effacer, retirer, sans_annees
from app.ai.matching.lignes import deplier, relever
from app.ai.matching.negations import dit_debutant, spans_d_autrui, spans_nies
from app.ai.matching.personnel import est_un_conge
from app.ai.matching.titres import Titres, diplome_de, sans_diplome, sigle_de_diplome
from app.ai.referentiels import Mention, Metier, lexique, mot_protege, neutraliser
from app.core.enums import NiveauLangue
from app.schemas.documents import Citation, CompetenceDocument, CVDocument, ExperienceDocument, FormationDocument, LangueDocument
from app.schemas.profil import ExperienceLue, FormationLue, Preuve, ProfilExtrait, TexteVisible
from app.utils.text import fold, written_language

CITATIONS_MAX = 3
NIVEAU_ECRIT = NiveauLangue.C1  # of the language that a CV is written in
_SUITE_DE_TITRE = re.compile(r"[,(:;|–—/]|\s-\s")


def projeter_cv(profil: ProfilExtrait, preuves: Mapping[str, Preuve], texte: TexteVisible, recu_le: date) -> CVDocument:
    """The projection of a profile. `recu_le` is what "présent" means in it.

    Skills are those of the profile and those that the lexicon finds in the text outside identity; a fact with no place in the text has no citation.
    """
    personne = Personne(profil)
    # what the CV says it does not know or only wishes to learn proves nothing
    nies = spans_nies(texte.texte)
    sans_identite = effacer(texte.texte, [*personne.spans_du_cv(texte, preuves), *nies])
    titres = Titres(profil, preuves, texte.texte, recu_le)
    projeteur = _Projeteur(profil, personne, Textes(texte, preuves, sans_identite), titres, sans_identite, nies, recu_le)
    titre, resume = projeteur.neutre(profil.titre), sans_annees(projeteur.neutre(profil.resume))
    metier = lier_metier(titre) if titre else None
    mobilite = profil.mobilite
    return CVDocument(
        titre=titre or None,
        metier_id=metier.id if metier else None,
        titre_fr=neutraliser(metier.fr_m) if metier else None,
        titre_en=metier.en if metier else None,
        citation_titre=projeteur.textes.preuve_ou_valeur(profil.titre, "titre"),
        # what stood before may have been personal ("À 52 ans, chef de…")
        resume=resume[:1].upper() + resume[1:],
        competences=projeteur.competences(),
        experiences=projeteur.experiences(),
        formations=tuple(projeteur.formation(i, f) for i, f in enumerate(profil.formations)),
        langues=projeteur.langues(),
        certifications=projeteur.certifications(),
        mobilite_lieux=tuple(mobilite.lieux) if mobilite else (),
        mobilite_teletravail=mobilite.teletravail if mobilite else None,
        citation_mobilite=next((c for chemin in sorted(preuves) if chemin.split(".")[0] == "mobilite" and (c := projeteur.textes.preuve(chemin))), None),
        texte=sans_identite,
        debuts_pages=projeteur.textes.debuts_pages,
    )


def lier_metier(titre: str) -> Metier | None:
    """The job that a title names; of one that says more ("International HGV Driver, refrigerated transport"), the job that makes up most of its head."""
    lie = lexique().lier_metier(titre)
    if lie is not None:
        return lie
    tete = _SUITE_DE_TITRE.split(titre)[0]
    mentions = [m for m in lexique().trouver_metiers(tete) if 2 * len(m.brut.split()) > len(tete.split())]
    return lexique().metiers.get(max(mentions, key=lambda m: len(m.brut)).metier_id) if mentions else None


def document_competence(nom: str, concept_id: str | None, citations: Iterable[Citation] = (), *, pratiquee: bool = False) -> CompetenceDocument:
    """A skill with the lexicon's labels when it has a concept."""
    concept = lexique().concept(concept_id) if concept_id else None
    return CompetenceDocument(
        nom=nom,
        concept_id=concept.id if concept else None,
        libelle_fr=concept.fr if concept else None,
        libelle_en=concept.en if concept else None,
        citations=tuple(citations),
        pratiquee=pratiquee,
    )


class _Projeteur:
    """One projection under way."""

    def __init__(
        self, profil: ProfilExtrait, personne: Personne, textes: Textes, titres: Titres, sans_identite: str, nies: list[tuple[int, int]], recu_le: date
    ) -> None:
        self.profil = profil
        self.textes = textes
        self._personne = personne
        self._sans_identite = sans_identite
        self._nies = nies
        self._recu_le = recu_le
        self._titres = titres
        self._plie = fold(sans_identite)

    def neutre(self, texte: str | None) -> str:
        """`texte` without identity, schools and companies, in gender-neutral form."""
        return neutraliser(retirer(texte, self._personne.spans(texte, entreprises=True))) if texte else ""

    def experiences(self) -> tuple[ExperienceDocument, ...]:
        """The posts but leaves, and but those whose every word was personal. Both leave no number behind."""
        documents = (self._experience(i, e) for i, e in enumerate(self.profil.experiences) if not (e.poste and est_un_conge(e.poste)))
        return tuple(d for d in documents if d.titre or d.description)

    def _experience(self, rang: int, lue: ExperienceLue) -> ExperienceDocument:
        chemin = f"experiences.{rang}"
        titre = self.neutre(lue.poste)
        metier = lier_metier(titre) if titre else None
        mois = intervalle_mois(lue.debut, lue.fin, lue.en_cours, self._recu_le)
        return ExperienceDocument(
            titre=titre or None,
            metier_id=metier.id if metier else None,
            titre_fr=neutraliser(metier.fr_m) if metier else None,
            titre_en=metier.en if metier else None,
            description=self.neutre(lue.description),
            debut_mois=mois[0] if mois else None,
            fin_mois=mois[1] if mois else None,
            concepts=self._concepts(lue),
            citation=self.textes.preuve_ou_valeur(lue.poste, f"{chemin}.poste"),
            citation_dates=self.textes.preuve_commune(f"{chemin}.debut", f"{chemin}.fin"),
        )

    def _concepts(self, lue: ExperienceLue) -> tuple[str, ...]:
        cites = (lexique().concept(nom) or lexique().lier(nom) for nom in lue.competences)
        ids = [c.id for c in cites if c]
        ids += [m.concept_id for texte in (lue.poste, lue.description) if texte for m in _siennes(_affirme(self.neutre(texte)))]
        return tuple(dict.fromkeys(ids))

    def formation(self, rang: int, lue: FormationLue) -> FormationDocument:
        chemin = f"formations.{rang}"
        return FormationDocument(
            diplome=sans_annees(self.neutre(lue.diplome)) or None,
            domaine=sans_annees(self.neutre(lue.domaine)) or None,
            niveau=lue.niveau,
            citation=self.textes.preuve_commune(f"{chemin}.diplome", f"{chemin}.domaine")
            or self.textes.preuve_ou_valeur(lue.diplome, f"{chemin}.niveau", chemin),
        )

    def langues(self) -> tuple[LangueDocument, ...]:
        """The languages that the CV states; the one it is written in, where it states no level of it, is known as well as writing a CV takes."""
        dites = [LangueDocument(langue=x.langue, niveau=x.niveau, citation=self.citation_langue(i)) for i, x in enumerate(self.profil.langues)]
        ecrite = written_language(self._sans_identite)
        if ecrite is None or any(x.langue == ecrite and x.niveau for x in dites):
            return tuple(dites)
        phrase = phrase_ecrite(self._sans_identite, ecrite)
        sienne = LangueDocument(langue=ecrite, niveau=NIVEAU_ECRIT, citation=self.textes.citer(*phrase) if phrase else None)
        return (*(x for x in dites if x.langue != ecrite), sienne)

    def citation_langue(self, rang: int) -> Citation | None:
        """Where the CV states its language number `rang`, with its level when that stands beside it."""
        chemin = f"langues.{rang}"
        return self.textes.preuve_commune(f"{chemin}.langue", f"{chemin}.niveau") or self.textes.preuve(chemin)

    def certifications(self) -> tuple[CompetenceDocument, ...]:
        documents = []
        for i, lue in enumerate(self.profil.certifications):
            citation = self.textes.preuve_ou_valeur(lue.nom, f"certifications.{i}.nom", f"certifications.{i}")
            documents.append(self._certificat(self.neutre(lue.nom), None if citation and self._nie(citation.debut) else citation))
        for i, permis in enumerate(self.profil.permis):
            nom = permis if len(permis) > 3 else f"Permis {permis}"
            documents.append(self._certificat(nom, self.textes.preuve_ou_valeur(nom, f"permis.{i}")))
        return tuple(documents)

    def _nie(self, place: int) -> bool:
        return any(debut <= place < fin for debut, fin in self._nies)

    def _certificat(self, nom: str, citation: Citation | None) -> CompetenceDocument:
        concept = lexique().lier(nom)
        return document_competence(nom, concept.id if concept else None, [citation] if citation else [], pratiquee=True)

    def competences(self) -> tuple[CompetenceDocument, ...]:
        """The profile's skills, then those that the text names elsewhere; each with up to three quotations, its own proof first."""
        places = self._places()
        contexte, ids_contexte = self._contexte()
        documents: dict[str, CompetenceDocument] = {}
        for i, lue in enumerate(self.profil.competences):
            nom = self.neutre(lue.brut)
            trouve = lexique().lier(nom) or (lexique().concept(lue.concept_id) if lue.concept_id else None)
            cle = trouve.id if trouve else fold(nom)
            preuve = self.textes.preuve_ou_valeur(lue.brut, f"competences.{i}", f"competences.{i}.brut", f"competences.{i}.nom")
            if preuve and self._nie(preuve.debut):
                span = chercher(lue.brut, self._sans_identite)
                preuve = self.textes.citer(*span) if span else None
            if preuve and trouve and lexique().est_un_titre(trouve.id) and not self._titres.tenu(preuve.debut, preuve.fin):
                preuve = None
            if not nom or cle in documents or mot_protege(nom) is not None:
                continue
            citations = _uniques([*([preuve] if preuve else []), *places.pop(cle, ("", []))[1]])
            pratiquee = cle in ids_contexte if trouve else chercher(nom, contexte) is not None
            documents[cle] = document_competence(nom, trouve.id if trouve else None, citations, pratiquee=pratiquee)
        for cle, (nom, places_cle) in places.items():
            if cle not in documents:
                documents[cle] = document_competence(nom, cle, _uniques(places_cle), pratiquee=cle in ids_contexte)
        return tuple(d.model_copy(update={"debutant": True}) if self._debute(d) else d for d in documents.values())

    def _debute(self, competence: CompetenceDocument) -> bool:
        citations = () if competence.pratiquee else competence.citations
        return bool(citations) and all(dit_debutant(self._plie, c.debut, c.fin) for c in citations)

    def _places(self) -> dict[str, tuple[str, list[Citation]]]:
        """Concepts that the neutral text names, as it names them first, each with its places in the visible text.

        Which concepts there are is decided on the neutral text, the same for twins; the visible text only says where.
        """
        preuves = [self.textes.preuve(f"experiences.{i}.entreprise") for i in range(len(self.profil.experiences))]
        texte = effacer(deplier(relever(self._sans_identite), self.textes.spans()), ((c.debut, c.fin) for c in preuves if c))
        bruts: dict[str, list[Citation]] = {}
        autrui = spans_d_autrui(texte)
        for mention in _mentions(texte):
            bruts.setdefault(mention.concept_id, [])
            if not _dans(mention, autrui) and self._dit(mention.concept_id, (mention.debut, mention.fin)):
                bruts[mention.concept_id].append(self.textes.citer(mention.debut, mention.fin))
        places = self._diplomes()
        for mention in _mentions(neutraliser("\n".join(" ".join(ligne.split()) for ligne in texte.split("\n")))):
            if mention.concept_id not in places:
                span = None if mention.concept_id in bruts else chercher(mention.brut, texte)
                trouvees = bruts.get(mention.concept_id) or ([self.textes.citer(*span)] if span and self._dit(mention.concept_id, span) else [])
                if trouvees or not lexique().est_un_titre(mention.concept_id):
                    places[mention.concept_id] = (mention.brut, trouvees)
        return {cle: (nom, [*citations, *(c for c in bruts.get(cle, []) if c not in citations)]) for cle, (nom, citations) in places.items()}

    def _dit(self, concept_id: str, span: tuple[int, int]) -> bool:
        """Whether a mention shows the concept: a title is held, not named."""
        return not lexique().est_un_titre(concept_id) or self._titres.tenu(*span)

    def _diplomes(self) -> dict[str, tuple[str, list[Citation]]]:
        """Regulated diplomas that a degree, a certificate or the acronym in a title stands for, each with its place."""
        places: dict[str, tuple[str, list[Citation]]] = {}
        lignes = [(f.diplome, f"formations.{i}.diplome") for i, f in enumerate(self.profil.formations) if not sans_diplome(f, self._recu_le)]
        lignes += [(c.nom, f"certifications.{i}") for i, c in enumerate(self.profil.certifications)]
        for nom, chemin in lignes:
            concept = diplome_de(self.neutre(nom)) if nom else None
            preuve = self.textes.preuve(chemin)
            if concept and preuve and not self._nie(preuve.debut):
                places.setdefault(concept.id, (self.neutre(nom), [preuve]))
        for titre, chemin in [(self.profil.titre, "titre"), *((e.poste, f"experiences.{i}.poste") for i, e in enumerate(self.profil.experiences))]:
            sigle = sigle_de_diplome(self.neutre(titre))
            preuve = self.textes.preuve(chemin)
            if sigle and preuve and (span := chercher(sigle[0], preuve.citation)):
                places.setdefault(sigle[1].id, (sigle[0], [self.textes.citer(preuve.debut + span[0], preuve.debut + span[1])]))
        return places

    def _contexte(self) -> tuple[str, set[str]]:
        """What the CV says of work done and learnt, outside its lists of skills: the text, and the concepts it names."""
        profil = self.profil
        parties: list[str | None] = [x for e in profil.experiences for x in (e.poste, e.description)]
        parties += [x for p in profil.projets for x in (p.nom, p.description)]
        parties += [x for f in profil.formations for x in (f.diplome, f.domaine)]
        parties += [c.nom for c in profil.certifications]
        texte = "\n".join(_affirme(p) for p in parties if p)
        return texte, {m.concept_id for m in _siennes(neutraliser(texte))}


def _affirme(texte: str) -> str:
    return effacer(texte, spans_nies(texte))


def _siennes(texte: str) -> list[Mention]:
    """Skills named in `texte`, but not within the trade of somebody else."""
    autrui = spans_d_autrui(texte)
    return [m for m in lexique().trouver(texte) if not _dans(m, autrui)]


def _dans(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(debut <= mention.debut and mention.fin <= fin for debut, fin in spans)


def _mentions(texte: str) -> list[Mention]:
    """Skills named in `texte`, but not by the label of a list ("Infrastructure : Docker, Helm")."""
    return [
        m for m in lexique().trouver(texte) if not (texte[m.fin :].lstrip(" \u00a0")[:1] == ":" and texte[: m.debut].rpartition("\n")[2].strip(" •·-") == "")
    ]


def _uniques(citations: Iterable[Citation]) -> list[Citation]:
    """The first few citations that do not overlap."""
    gardees: list[Citation] = []
    for citation in citations:
        if all(citation.fin <= g.debut or citation.debut >= g.fin for g in gardees):
            gardees.append(citation)
    return gardees[:CITATIONS_MAX]
