"""From a person to what one page prints, and the truth of exactly that."""

import random
from dataclasses import dataclass
from typing import Any

from benchmarks.lecture_corpus.dates import annees_union, periode
from benchmarks.lecture_corpus.libelles import LANGUES, TITRES, espacer, niveau
from benchmarks.lecture_corpus.mises_en_page import MiseEnPage
from benchmarks.lecture_corpus.personnes import Etude, Personne, tirer

Page = dict[str, Any]
Verite = dict[str, Any]


@dataclass(frozen=True)
class Feuille:
    """What is printed, as strings for an engine, with its truth."""

    page: Page
    verite: Verite


class Composeur:
    """Fills page and truth together, so that neither holds what the other does not."""

    def __init__(self, personne: Personne, mise: MiseEnPage, hasard: random.Random) -> None:
        self.personne, self.mise, self.hasard = personne, mise, hasard
        self.langue = personne.langue
        self.style = hasard.choice([s for s in mise.dates if not (self.langue == "fr" and s == "virgule")])
        self.page: Page = {"lang": self.langue, "T": {c: self._casse(hasard.choice(v)) for c, v in TITRES[self.langue][mise.titres].items()}}
        self.verite: Verite = {"lang": self.langue}

    def _casse(self, titre: str) -> str:
        return {"capitales": titre.upper(), "espacee": espacer(titre)}.get(self.mise.casse, titre)

    def _parfois(self, chances: float) -> bool:
        return self.hasard.random() < chances

    def composer(self) -> Feuille:
        """Everything in turn."""
        self._identite()
        self._contacts()
        self._postes()
        self._formations()
        self._listes()
        self.verite["_doc"] = {
            "layout": self.mise.nom,
            "split": self.mise.partie,
            "columns": self.mise.colonnes,
            "renderer": self.mise.moteur,
            "exact": True,
            "date_style": self.style,
        }
        return Feuille(self.page, self.verite)

    def _identite(self) -> None:
        p, choix = self.personne, self.hasard.choice(self.mise.nom_capitales)
        prenom, nom = p.prenom, p.nom
        self.verite["name"] = f"{prenom} {nom}"
        if choix != "non":
            nom = nom.upper()
            prenom = prenom.upper() if choix == "tout" else prenom
        self.page.update(prenom=prenom, patronyme=nom, nom=f"{prenom} {nom}", titre=None, resume=None)
        if self.mise.nom == "nom_titre" or not self._parfois(0.08):
            self.page["titre"] = self.verite["title"] = p.titre
        if not self._parfois(0.2):
            self.page["resume"] = self.verite["summary"] = p.resume

    def _contacts(self) -> None:
        p, contacts = self.personne, []
        if not self._parfois(0.07):
            contacts.append({"genre": "email", "texte": p.email, "url": f"mailto:{p.email}" if self._parfois(0.5) else None})
            self.verite["email"] = p.email
        if not self._parfois(0.07):
            contacts.append({"genre": "tel", "texte": p.telephone[0], "url": None})
            self.verite["phone"] = p.telephone[1]
        if not self._parfois(0.12):
            ville, code = p.ville
            rue = f"{self.hasard.randrange(2, 90)} rue des Lilas, {code} {ville}"
            formes = (
                (ville, f"{ville} ({code[:2]})", f"{code} {ville}", f"{ville}, France", rue) if code else (ville, f"{ville}, UK", f"{ville}, United Kingdom")
            )
            contacts.append({"genre": "lieu", "texte": self.hasard.choice(formes), "url": None})
            self.verite["location"] = ville
        if self._parfois(0.5):
            contacts.append({"genre": "lien", "texte": p.lien, "url": f"https://www.{p.lien}"})
            self.verite["links"] = [f"https://www.{p.lien}"]
        if self._parfois(0.4):
            self.hasard.shuffle(contacts)
        self.page["contacts"] = contacts

    def _postes(self) -> None:
        postes, vrais = [], []
        for poste in self.personne.postes:
            imprime = periode(self.style, poste.debut, poste.fin, self.langue, self.hasard)
            missions = poste.missions if self.mise.missions else []
            lieu = poste.ville if self.mise.lieux else None
            postes.append(
                {"poste": poste.titre, "entreprise": poste.entreprise, "lieu": lieu, "missions": missions}
                | {"dates": imprime.texte, "debut": imprime.debut_texte, "fin": imprime.fin_texte}
            )
            vrai = {"title": poste.titre, "company": poste.entreprise, "start": imprime.debut, "end": imprime.fin, "description": missions}
            vrais.append(vrai | ({"location": lieu} if lieu else {}))
        self.page["postes"], self.verite["experiences"] = postes, vrais
        self.page["groupes"] = _regrouper(postes)
        self.verite["years_experience"] = annees_union([(v["start"], v["end"]) for v in vrais])

    def _formations(self) -> None:
        imprimees, vraies = [], []
        forme, sans_debut = self.hasard.choice(self.mise.diplome), self._parfois(0.35)
        for etude in self.personne.etudes:
            debut, fin, dates = self._annees(etude, sans_debut)
            diplome = etude.diplome
            intitule = forme.format(diplome.diplome, diplome.domaine) if diplome.domaine else diplome.diplome
            imprimees.append(
                {"intitule": intitule, "diplome": diplome.diplome, "ecole": etude.ecole, "lieu": etude.ville if self.mise.lieux else None, "dates": dates}
            )
            vraies.append({"degree": diplome.diplome, "field": diplome.domaine, "institution": etude.ecole, "start": debut, "end": fin, "eqf": diplome.niveau})
        self.page["formations"], self.verite["education"] = imprimees, vraies
        niveaux = [e.diplome.niveau for e in self.personne.etudes if e.diplome.niveau]
        self.verite["education_eqf"] = max(niveaux) if niveaux else None

    def _annees(self, etude: Etude, sans_debut: bool) -> tuple[str | None, str | None, str | None]:
        if self._parfois(0.1):
            return None, None, None
        if sans_debut:
            return None, str(etude.fin), str(etude.fin)
        return (
            str(etude.debut),
            str(etude.fin),
            self.hasard.choice((f"{etude.debut} – {etude.fin}", f"{etude.debut}-{etude.fin}", f"{etude.debut} - {etude.fin}")),
        )

    def _listes(self) -> None:
        p = self.personne
        self.page["competences"] = [{"categorie": c, "items": items} for c, items in p.competences.items()]
        self.verite["skills"] = [({"category": c} if self.mise.categories else {}) | {"items": items} for c, items in p.competences.items()]
        style = self.hasard.choice(self.mise.niveaux)
        langues, vraies = [], []
        for code, cefr in p.langues:
            nom, texte = LANGUES[self.langue][code], None if style == "aucun" else niveau(self.langue, cefr, style, self.hasard)
            langues.append({"nom": nom, "niveau": texte, "points": ["A1", "A2", "B1", "B2", "C1", "C2"].index(cefr)})
            vraies.append({"name": nom, "level": texte, "code": code, "cefr": cefr if texte else None})
        self.page["langues"], self.verite["languages"] = langues, vraies
        forme = self.hasard.choice(("{0}", "{0} – {1}", "{0}, {1}, {2}", "{0} ({2})", "{0} – {1} ({2})"))
        self.page["certifs"] = [forme.format(*c) for c in p.certifs]
        self.verite["certifications"] = [
            {"name": n} | ({"issuer": o} if "{1}" in forme else {}) | ({"date": str(an)} if "{2}" in forme else {}) for n, o, an in p.certifs
        ]
        self.page["interets"] = p.interets if self._parfois(0.5) else []
        if self.page["interets"]:
            self.verite["interests"] = p.interets


def _regrouper(postes: list[Page]) -> list[Page]:
    """Neighbouring posts under one employer."""
    groupes: list[Page] = []
    for poste in postes:
        if groupes and groupes[-1]["entreprise"] == poste["entreprise"]:
            groupes[-1]["postes"].append(poste)
        else:
            groupes.append({"entreprise": poste["entreprise"], "lieu": poste["lieu"], "postes": [poste]})
    return groupes


def feuille(mise: MiseEnPage, rang: int, graine: int) -> Feuille:
    """The `rang`-th CV of a layout, the same for a seed: French when even, English when odd."""
    hasard = random.Random(f"{graine}/{mise.nom}/{rang}")
    langue = "en" if rang % 2 else "fr"
    personne = tirer(langue, mise.partie, hasard.randint(*mise.postes), hasard, mise.groupes)
    resultat = Composeur(personne, mise, hasard).composer()
    resultat.verite["_doc"] |= {"id": f"{mise.nom}_{rang:02}_{langue}", "seed": graine}
    return resultat
