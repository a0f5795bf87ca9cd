"""One invented person and the reading of her CV, as the rules would give it."""

from datetime import date

from app.core.enums import NiveauLangue
from app.schemas.profil import CompetenceLue, ExperienceLue, LangueLue, LectureCV, Localisation, PageTexte, ProfilExtrait, Qualite, TexteVisible

CV = """Claire Lefèvre-Nuñez
Développeuse full-stack senior
claire.lefevre@example.com | 01 99 00 12 01 | linkedin.com/in/claire-lefevre-demo
12 bis rue des Lilas, 42000 Saint-Étienne
Née le 3 mai 1990 à Roanne, célibataire

Profil
Développeuse full-stack avec huit ans d’expérience, spécialisée
dans les API Python et les interfaces React.

Expérience
Développeuse full-stack senior chez Mirabelle Santé
Janv. 2021 – Présent
• Conception d’une API FastAPI servant 40 000 dossiers patients par jour.
• Réduction de 35 % du temps de réponse grâce à un cache Redis.
Développeuse back-end chez Fabrique du Fleuve
Sept. 2018 – Déc. 2020
• Migration d’un monolithe Django vers des micro-services.

Formation
Master Génie logiciel, Université Clermont Auvergne, 2016 – 2018

Compétences
Python, TypeScript, SQL, Docker, Œnologie numérique

Langues
Français (langue maternelle), Anglais C1

Certification
AWS Certified Developer, Amazon Web Services, mai 2022

Claire LEFÈVRE-NUÑEZ – page 1
"""
IDENTITE = [
    "Claire",
    "Lefèvre",
    "LEFÈVRE",
    "Nuñez",
    "claire.lefevre",
    "example.com",
    "01 99 00 12 01",
    "claire-lefevre-demo",
    "rue des Lilas",
    "42000",
    "Saint-Étienne",
    "1990",
    "Roanne",
    "célibataire",
]
RECU_LE = date(2026, 11, 22)


def lire(cv: str = CV) -> LectureCV:
    texte = TexteVisible(texte=cv, pages=[PageTexte(numero=1, largeur=595, hauteur=842, debut=0, fin=len(cv))])

    def preuve(extrait: str):
        debut = cv.index(extrait)
        return texte.preuve(debut, debut + len(extrait))

    profil = ProfilExtrait(
        nom_complet="Claire Lefèvre-Nuñez",
        prenom="Claire",
        nom="Lefèvre-Nuñez",
        email="claire.lefevre@example.com",
        telephone="+33199001201",
        localisation=Localisation(ville="Saint-Étienne", code_postal="42000"),
        liens=["https://linkedin.com/in/claire-lefevre-demo"],
        competences=[CompetenceLue(nom="Python", brut="Python", concept_id="python"), CompetenceLue(nom="Œnologie", brut="Œnologie")],
        experiences=[
            ExperienceLue(
                poste="Développeuse full-stack senior", entreprise="Mirabelle", debut="2021-01", en_cours=True, description="Missions lues par règles"
            ),
        ],
        langues=[LangueLue(langue="en", niveau=NiveauLangue.C1)],
        annees_experience=5.9,
        langue_cv="fr",
    )
    preuves = {
        "nom_complet": preuve("Claire Lefèvre-Nuñez"),
        "email": preuve("claire.lefevre@example.com"),
        "telephone": preuve("01 99 00 12 01"),
        "liens.0": preuve("linkedin.com/in/claire-lefevre-demo"),
        "localisation.ville": preuve("Saint-Étienne"),
        "competences.0": preuve("Python, TypeScript"),
        "competences.1": preuve("Œnologie"),
        "experiences.0": preuve("Développeuse full-stack senior chez Mirabelle"),
        "experiences.0.poste": preuve("Développeuse full-stack senior"),
        "langues.0": preuve("Anglais C1"),
    }
    return LectureCV(texte=texte, profil=profil, preuves=preuves, qualite=Qualite(nb_pages=1), recu_le=RECU_LE)
