/** What the page shows and lets a person correct: groups, facts, and the fields behind each fact. */

export const NIVEAUX = { 3: "CAP, BEP", 4: "Bac", 5: "Bac+2", 6: "Bac+3", 7: "Bac+5", 8: "Doctorat" };
const CONTRATS = { cdi: "CDI", cdd: "CDD", interim: "Intérim", alternance: "Alternance", stage: "Stage", freelance: "Freelance" };
const CECRL = Object.fromEntries(["A1", "A2", "B1", "B2", "C1", "C2"].map((niveau) => [niveau, niveau]));
const NOMS_LANGUES = new Intl.DisplayNames(["fr"], { type: "language", fallback: "none" });
const LETTRES = [..."abcdefghijklmnopqrstuvwxyz"];
const AIDE_DATE = "Une année, ou un mois et une année : 2021, 09/2021, sept. 2021.";

/** Languages that the reader knows and that have a three-letter code only. */
const SANS_CODE_COURT = {
  cpf: "créole", rcf: "créole réunionnais", gcf: "créole antillais", gcr: "créole guyanais", mfe: "créole mauricien", crs: "créole seychellois",
  kea: "créole capverdien", kri: "krio", sgn: "langue des signes", fsl: "langue des signes française", ase: "langue des signes américaine",
  bfi: "langue des signes britannique", sfb: "langue des signes de belgique francophone", ber: "berbère", kab: "kabyle", shi: "tachelhit", rif: "rifain", tmh: "touareg",
  mey: "hassanya", snk: "soninké", srr: "sérère", dyo: "diola", dyu: "dioula", man: "malinké", sus: "soussou", bci: "baoulé", mos: "mooré", fon: "fon", bas: "bassa",
  bai: "bamiléké", ewo: "ewondo", lua: "tshiluba", zdj: "comorien", swb: "mahorais", gsw: "alsacien", pcd: "picard", frp: "francoprovençal", ast: "asturien",
  scn: "sicilien", rom: "romani", arc: "araméen", aii: "assyrien", cld: "chaldéen", prs: "dari", nan: "hokkien", hak: "hakka", wuu: "shanghaïen", hmn: "hmong",
  ceb: "cebuano",
};

/** Every language that has a two-letter code, and those above, by its French name. */
export const LANGUES = new Map(
  LETTRES.flatMap((premiere) => LETTRES.map((seconde) => premiere + seconde))
    .filter((code) => Intl.getCanonicalLocales(code)[0] === code && NOMS_LANGUES.of(code))
    .map((code) => [code, NOMS_LANGUES.of(code)])
    .concat(Object.entries(SANS_CODE_COURT))
    .sort((a, b) => a[1].localeCompare(b[1], "fr")),
);

/** `2021-09` as a person writes it in a field. */
export function dateCourte(valeur) {
  if (!valeur) return "";
  const [annee, mois] = valeur.split("-");
  return mois ? `${mois}/${annee}` : annee;
}

function date(valeur) {
  if (!valeur) return "";
  const [annee, mois] = valeur.split("-");
  return mois ? new Date(Date.UTC(annee, mois - 1)).toLocaleDateString("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" }) : annee;
}

function periode(chose) {
  const fin = chose.en_cours ? "aujourd’hui" : date(chose.fin);
  return [date(chose.debut), fin].filter(Boolean).join(" – ");
}

/** As the CV writes it, then as the lexicon names it when that says more. */
export function nomDe(competence) {
  const replie = (texte) => texte.toLocaleLowerCase("fr");
  return replie(competence.brut) === replie(competence.nom) ? competence.brut : `${competence.brut} · ${competence.nom}`;
}

function joindre(...parties) {
  return parties.filter(Boolean).join(", ");
}

function niveau(nombre) {
  return nombre === null ? "" : NIVEAUX[nombre] || `niveau ${nombre}`;
}

const texte = (nom, etiquette, reste) => ({ nom, etiquette, genre: "texte", ...reste });
const long = (nom, etiquette) => ({ nom, etiquette, genre: "long" });
const mois = (nom, etiquette) => ({ nom, etiquette, genre: "date", aide: AIDE_DATE });
const choix = (nom, etiquette, options, reste) => ({ nom, etiquette, genre: "choix", options, ...reste });

/** One field, one fact. */
const simple = (champ) => ({ etiquette: champ.etiquette, champs: [champ], valeur: (objet) => objet[champ.nom] });
const unNiveau = (nom) => ({ etiquette: "Niveau d’études", champs: [choix(nom, "Niveau d’études", Object.entries(NIVEAUX), { nombre: true })], valeur: (objet) => niveau(objet[nom]) });
const dates = () => ({
  etiquette: "Dates",
  champs: [mois("debut", "Début"), { ...mois("fin", "Fin"), aide: `${AIDE_DATE} Pas avant le début.` }, { nom: "en_cours", etiquette: "En cours aujourd’hui", genre: "case" }],
  valeur: periode,
});
/** An element of a list that is shown on one line. `""` names the element itself. */
const enLigne = (etiquette, champs, valeur) => [{ etiquette, champs, valeur }];

export const LISTES = {
  liens: { un: "un lien", ce: "ce lien", faits: enLigne("Lien", [texte("", "Adresse du lien")], (lien) => lien) },
  competences: {
    un: "une compétence",
    ce: "cette compétence",
    faits: enLigne("Compétence", [texte("brut", "Compétence"), texte("niveau", "Niveau", { aide: "Comme vous le diriez : débutant, courant, expert…" })], nomDe),
  },
  experiences: {
    un: "un poste",
    ce: "ce poste",
    blocs: true,
    faits: [simple(texte("poste", "Poste")), simple(texte("entreprise", "Entreprise")), simple(texte("lieu", "Lieu")), dates(), simple(long("description", "Missions"))],
  },
  formations: {
    un: "une formation",
    ce: "cette formation",
    blocs: true,
    faits: [
      { etiquette: "Diplôme", champs: [texte("diplome", "Diplôme"), texte("domaine", "Domaine")], valeur: (etude) => [etude.diplome, etude.domaine].filter(Boolean).join(" – ") },
      simple(texte("etablissement", "Établissement")),
      dates(),
      unNiveau("niveau"),
    ],
  },
  langues: {
    un: "une langue",
    ce: "cette langue",
    faits: [{
      etiquette: (langue) => LANGUES.get(langue.langue) || langue.langue,
      champs: [choix("langue", "Langue", [...LANGUES], { obligatoire: true }), choix("niveau", "Niveau (cadre européen)", Object.entries(CECRL))],
      valeur: (langue) => langue.niveau || "niveau non précisé",
    }],
  },
  certifications: {
    un: "une certification",
    ce: "cette certification",
    faits: enLigne("Certification", [texte("nom", "Certification"), texte("organisme", "Organisme"), mois("date", "Date")], (titre) => joindre(titre.nom, titre.organisme, date(titre.date))),
  },
  permis: { un: "un permis", ce: "ce permis", faits: enLigne("Permis", [texte("", "Permis", { aide: "La catégorie : B, C, CACES…" })], (permis) => permis) },
  projets: { un: "un projet", ce: "ce projet", faits: enLigne("Projet", [texte("nom", "Projet"), long("description", "Description")], (projet) => projet.nom) },
  benevolat: { un: "un bénévolat", ce: "ce bénévolat", faits: enLigne("Bénévolat", [texte("nom", "Bénévolat"), long("description", "Description")], (projet) => projet.nom) },
  centres_interet: { un: "un centre d’intérêt", ce: "ce centre d’intérêt", faits: enLigne("Intérêt", [texte("", "Centre d’intérêt")], (interet) => interet) },
};

export const GROUPES = [
  {
    titre: "Identité et contact",
    faits: [
      { etiquette: "Nom", champs: [texte("nom_complet", "Nom complet"), texte("prenom", "Prénom"), texte("nom", "Nom de famille")], valeur: (profil) => profil.nom_complet },
      simple(texte("titre", "Titre")),
      simple(texte("email", "E-mail", { mode: "email", aide: "Une adresse complète, par exemple prenom.nom@exemple.fr." })),
      simple(texte("telephone", "Téléphone", { mode: "tel", aide: "Un numéro français, ou avec l’indicatif du pays : 06 12 34 56 78, +32 470 12 34 56." })),
      {
        etiquette: "Lieu",
        champs: [texte("localisation.code_postal", "Code postal"), texte("localisation.ville", "Ville"), texte("localisation.pays", "Pays")],
        valeur: ({ localisation }) => localisation && [[localisation.code_postal, localisation.ville].filter(Boolean).join(" "), localisation.pays].filter(Boolean).join(", "),
      },
      simple(long("resume", "Résumé")),
    ],
    listes: ["liens"],
  },
  {
    titre: "Synthèse",
    faits: [
      {
        etiquette: "Expérience",
        champs: [{ nom: "annees_experience", etiquette: "Années d’expérience", genre: "nombre", aide: "Un nombre d’années : 3 ou 3,5." }],
        valeur: (profil) => profil.annees_experience === null ? "" : `${profil.annees_experience.toLocaleString("fr-FR")} an${profil.annees_experience >= 2 ? "s" : ""}`,
        calcule: "calculée d’après les postes",
      },
      { ...unNiveau("niveau_etudes"), calcule: "calculé d’après la formation" },
      {
        etiquette: "Mobilité",
        champs: [
          { nom: "mobilite.lieux", etiquette: "Lieux souhaités", genre: "liste", aide: "Séparés par des virgules." },
          choix("mobilite.teletravail", "Télétravail", [["true", "Oui"], ["false", "Non"]], { booleen: true }),
        ],
        valeur: ({ mobilite }) => mobilite && joindre(...mobilite.lieux, mobilite.teletravail === null ? "" : mobilite.teletravail ? "télétravail" : "sans télétravail"),
      },
      {
        etiquette: "Contrat souhaité",
        champs: [choix("type_contrat_souhaite", "Contrat souhaité", Object.entries(CONTRATS))],
        valeur: (profil) => CONTRATS[profil.type_contrat_souhaite],
      },
      simple(texte("disponibilite", "Disponibilité")),
    ],
  },
  { titre: "Compétences", listes: ["competences"] },
  { titre: "Expériences", listes: ["experiences"] },
  { titre: "Formation", listes: ["formations"] },
  { titre: "Langues", listes: ["langues"] },
  { titre: "Certifications et permis", listes: ["certifications", "permis"] },
  { titre: "Autres", listes: ["projets", "benevolat", "centres_interet"] },
];
