"""CVs of invented people: truth files turned into a visible text, a profile and its proofs, as the reader would give them."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.core.enums import NiveauLangue
from app.schemas.profil import (
    CertificationLue,
    CompetenceLue,
    ExperienceLue,
    FormationLue,
    LangueLue,
    Localisation,
    PageTexte,
    Preuve,
    ProfilExtrait,
    TexteVisible,
)

DOSSIER = Path(__file__).parents[2] / "donnees" / "cv"
RECU_LE = date(2026, 11, 22)
CODES = {
    "Français": "fr", "French": "fr", "Anglais": "en", "English": "en", "Espagnol": "es", "Spanish": "es", "Tamil": "ta", "Tamoul": "ta", "Allemand": "de", "German": "de",
    "Italien": "it", "Italian": "it", "Polish": "pl", "Polonais": "pl", "Arabe": "ar", "Arabic": "ar", "Swedish": "sv", "Suédois": "sv", "Portugais": "pt", "Portuguese": "pt",
}  # fmt: skip
NIVEAUX = {
    "Langue maternelle": "C2",
    "Native": "C2",
    "Bilingue": "C2",
    "Courant": "C1",
    "Fluent": "C1",
    "Professional": "B2",
    "Professionnel": "B2",
    "Conversational": "B1",
    "Notions": "A1",
}


@dataclass
class Feuille:
    """A visible text under construction, with the proof of what is written on it."""

    lignes: list[str] = field(default_factory=list)
    preuves: dict[str, Preuve] = field(default_factory=dict)
    longueur: int = 0

    def ecrire(self, *morceaux: str | tuple[str, str]) -> None:
        """One line; a morsel given as (chemin, text) is proved."""
        ligne = ""
        for morceau in morceaux:
            chemin, texte = morceau if isinstance(morceau, tuple) else (None, morceau)
            if chemin and texte:
                debut = self.longueur + len(ligne)
                self.preuves[chemin] = Preuve(citation=texte, page=1, debut=debut, fin=debut + len(texte))
            ligne += texte
        self.lignes.append(ligne)
        self.longueur += len(ligne) + 1

    @property
    def visible(self) -> TexteVisible:
        texte = "\n".join(self.lignes)
        return TexteVisible(texte=texte, pages=[PageTexte(numero=1, largeur=595, hauteur=842, debut=0, fin=len(texte))])


@dataclass
class Lecture:
    """What projeter_cv takes."""

    profil: ProfilExtrait
    preuves: dict[str, Preuve]
    texte: TexteVisible
    recu_le: date = RECU_LE

    def args(self):
        return self.profil, self.preuves, self.texte, self.recu_le


def noms_cvs() -> list[str]:
    return sorted(p.stem for p in DOSSIER.glob("d*.json"))


def verite(nom: str) -> dict:
    return json.loads((DOSSIER / f"{nom}.json").read_text("utf-8"))


def lire(v: dict, entete: tuple[str, ...] = (), pied: tuple[str, ...] = ()) -> Lecture:
    """A truth file as text, profile and proofs. `entete` and `pied` are further lines at the top and the bottom, that no fact comes from."""
    feuille = Feuille()
    feuille.ecrire(("nom_complet", v["name"]))
    feuille.ecrire(("titre", v["title"]))
    feuille.ecrire(("email", v["email"]), " | ", ("telephone", v["phone"]), " | ", ("localisation.ville", v["location"]))
    for i, lien in enumerate(v["links"]):
        feuille.ecrire((f"liens.{i}", lien))
    for ligne in entete:
        feuille.ecrire(ligne)
    feuille.ecrire(("resume", v["summary"]))
    profil = ProfilExtrait(
        nom_complet=v["name"], prenom=v["name"].split()[0], nom=" ".join(v["name"].split()[1:]), email=v["email"], telephone=v["phone"],
        localisation=Localisation(ville=v["location"]), liens=v["links"], titre=v["title"], resume=v["summary"], langue_cv=v["lang"],
    )  # fmt: skip
    _competences(v, feuille, profil)
    _experiences(v, feuille, profil)
    _formations(v, feuille, profil)
    _langues(v, feuille, profil)
    for i, x in enumerate(v.get("interests", [])):
        feuille.ecrire((f"centres_interet.{i}", x))
        profil.centres_interet.append(x)
    for ligne in pied:
        feuille.ecrire(ligne)
    return Lecture(profil, feuille.preuves, feuille.visible)


def _competences(v, feuille, profil):
    feuille.ecrire("COMPÉTENCES")
    for groupe in v["skills"]:
        morceaux = [f"{groupe['category']} : "]
        for item in groupe["items"]:
            morceaux += [(f"competences.{len(profil.competences)}", item), ", "]
            profil.competences.append(CompetenceLue(nom=item, brut=item))
        feuille.ecrire(*morceaux[:-1])


def _experiences(v, feuille, profil):
    feuille.ecrire("EXPÉRIENCE")
    for i, x in enumerate(v["experiences"]):
        feuille.ecrire((f"experiences.{i}.poste", x["title"]), ", ", (f"experiences.{i}.entreprise", x["company"]))
        feuille.ecrire((f"experiences.{i}.debut", x["start"]), " – ", (f"experiences.{i}.fin", x["end"] or "présent"))
        description = "\n".join(x["description"])
        for ligne in x["description"]:
            feuille.ecrire(ligne)
        profil.experiences.append(
            ExperienceLue(
                poste=x["title"],
                entreprise=x["company"],
                lieu=x["location"],
                debut=x["start"],
                fin=x["end"],
                en_cours=x["end"] is None,
                description=description,
            )
        )


def _formations(v, feuille, profil):
    feuille.ecrire("FORMATION")
    for i, x in enumerate(v["education"]):
        feuille.ecrire((f"formations.{i}.diplome", x["degree"]), " ", (f"formations.{i}.domaine", x["field"]))
        feuille.ecrire((f"formations.{i}.etablissement", x["institution"]), f" {x['start']} – {x['end']}")
        profil.formations.append(
            FormationLue(diplome=x["degree"], domaine=x["field"], etablissement=x["institution"], niveau=x["eqf"], debut=x["start"], fin=x["end"])
        )
    for i, x in enumerate(v.get("certifications", [])):
        feuille.ecrire((f"certifications.{i}.nom", x["name"]), ", ", x.get("issuer") or "")
        profil.certifications.append(CertificationLue(nom=x["name"], organisme=x.get("issuer")))


def _langues(v, feuille, profil):
    feuille.ecrire("LANGUES")
    for i, x in enumerate(v["languages"]):
        feuille.ecrire((f"langues.{i}.langue", x["name"]), " : ", (f"langues.{i}.niveau", x["level"]))
        niveau = NIVEAUX.get(x["level"], x["level"])
        profil.langues.append(LangueLue(langue=CODES[x["name"]], niveau=NiveauLangue(niveau) if niveau in NiveauLangue.__members__ else None))
