"""Headings, names of languages and levels, as CVs print them."""

import random

TITRES: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "fr": {
        "courants": {
            "resume": ("Profil", "À propos", "Présentation"),
            "postes": ("Expérience professionnelle", "Expériences professionnelles", "Expériences", "Parcours professionnel"),
            "formations": ("Formation", "Formations", "Diplômes et formations", "Études"),
            "competences": ("Compétences", "Compétences clés", "Savoir-faire"),
            "langues": ("Langues", "Langues étrangères"),
            "certifs": ("Certifications", "Certificats"),
            "interets": ("Centres d'intérêt", "Loisirs"),
            "contact": ("Contact", "Coordonnées"),
        },
        "insolites": {
            "resume": ("Qui suis-je ?", "En quelques mots"),
            "postes": ("Mon parcours", "Ce que j'ai fait", "Là où j'ai travaillé"),
            "formations": ("Sur les bancs de l'école", "Mes études", "Là où j'ai appris"),
            "competences": ("Mes talents", "Ce que je sais faire", "Ma boîte à outils"),
            "langues": ("Je parle", "Mes langues"),
            "certifs": ("Mes certificats", "Habilitations"),
            "interets": ("Mon univers", "Et à part ça"),
            "contact": ("Me joindre", "Restons en contact"),
        },
    },
    "en": {
        "courants": {
            "resume": ("Profile", "Summary", "About me", "Personal statement"),
            "postes": ("Experience", "Work experience", "Employment history", "Professional experience"),
            "formations": ("Education", "Education and training", "Qualifications"),
            "competences": ("Skills", "Key skills", "Core competencies"),
            "langues": ("Languages",),
            "certifs": ("Certifications", "Certificates"),
            "interets": ("Interests", "Hobbies"),
            "contact": ("Contact", "Contact details"),
        },
        "insolites": {
            "resume": ("Who I am", "In a nutshell"),
            "postes": ("My journey", "Where I have worked", "What I have done"),
            "formations": ("Where I studied", "My studies"),
            "competences": ("What I bring", "My toolbox", "What I am good at"),
            "langues": ("I speak", "My languages"),
            "certifs": ("Tickets and licences", "My certificates"),
            "interets": ("My world", "Outside work"),
            "contact": ("Say hello", "Get in touch"),
        },
    },
}
LANGUES = {
    "fr": {"fr": "Français", "en": "Anglais", "es": "Espagnol", "de": "Allemand", "it": "Italien", "pt": "Portugais", "ar": "Arabe", "pl": "Polonais"},
    "en": {"fr": "French", "en": "English", "es": "Spanish", "de": "German", "it": "Italian", "pt": "Portuguese", "ar": "Arabic", "pl": "Polish"},
}
NIVEAUX = {
    "fr": {
        "C2": ("langue maternelle", "natif", "bilingue"),
        "C1": ("courant",),
        "B2": ("professionnel", "niveau professionnel"),
        "B1": ("intermédiaire",),
        "A2": ("scolaire", "niveau scolaire"),
        "A1": ("notions",),
    },
    "en": {
        "C2": ("native", "mother tongue", "bilingual"),
        "C1": ("fluent",),
        "B2": ("professional working proficiency",),
        "B1": ("intermediate",),
        "A2": ("elementary",),
        "A1": ("basic",),
    },
}


def niveau(langue: str, cefr: str, style: str, hasard: random.Random) -> str:
    """A level in words (`mots`) or as a code (`cefr`); the mother tongue is told in words either way."""
    if style == "cefr" and cefr != "C2":
        return hasard.choice((cefr, cefr, f"niveau {cefr}" if langue == "fr" else f"{cefr} level"))
    return hasard.choice(NIVEAUX[langue][cefr]).capitalize()


def espacer(texte: str) -> str:
    """`EXPÉRIENCE` as `E X P É R I E N C E`, two more spaces between words."""
    return "   ".join(" ".join(mot) for mot in texte.upper().split())
