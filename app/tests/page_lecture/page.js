"use strict";

const NIVEAUX = ["", "", "", "CAP, BEP", "Bac", "Bac+2", "Bac+3", "Bac+5", "Doctorat"];
const LANGUES = new Intl.DisplayNames(["fr"], { type: "language" });
const SOURCES = { regles: "règles", modele: "modèle de langage", correction: "correction" };
const element = (id) => document.getElementById(id);

let preuves = {};
let cadres = new Map();
let porteurs = new Map();

/** A new element; text only ever enters as text. */
function creer(balise, classe, texte) {
  const noeud = document.createElement(balise);
  if (classe) noeud.className = classe;
  if (texte !== undefined) noeud.textContent = texte;
  return noeud;
}

function preuveDe(chemin) {
  if (preuves[chemin]) return [chemin, preuves[chemin]];
  const dessous = Object.keys(preuves).find((autre) => autre.startsWith(chemin + "."));
  return dessous ? [dessous, preuves[dessous]] : [chemin, null];
}

function enMots(preuve) {
  const part = Math.round(preuve.confiance * 100);
  if (preuve.confiance >= 0.85) return { classe: "confiance", texte: `sûr (${part} %)` };
  if (preuve.confiance >= 0.6) return { classe: "confiance moyenne", texte: `probable (${part} %)` };
  return { classe: "confiance faible", texte: `à vérifier (${part} %)` };
}

function origine(preuve) {
  return `« ${preuve.citation} » – page ${preuve.page}, ${SOURCES[preuve.source]}`;
}

function allumer(chemin, montrer) {
  document.querySelectorAll(".allume").forEach((noeud) => noeud.classList.remove("allume"));
  for (const noeud of [...(cadres.get(chemin) || []), ...(porteurs.get(chemin) || [])]) noeud.classList.add("allume");
  const cible = montrer === "page" ? (cadres.get(chemin) || [])[0] : montrer === "fait" ? (porteurs.get(chemin) || [])[0] : null;
  if (cible) cible.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function relier(noeud, chemin) {
  porteurs.set(chemin, [...(porteurs.get(chemin) || []), noeud]);
  noeud.dataset.chemin = chemin;
  noeud.tabIndex = 0;
  noeud.addEventListener("mouseenter", () => allumer(chemin));
  noeud.addEventListener("focus", () => allumer(chemin, "page"));
  noeud.addEventListener("click", () => allumer(chemin, "page"));
}

/** A quotation keeps the line breaks of its page; they make no difference to a reader. */
function aplati(texte) {
  return texte.replace(/\s+/g, " ").trim();
}

function fait(etiquette, valeur, chemin) {
  if (valeur === null || valeur === undefined || valeur === "") return null;
  const ligne = creer("div", "fait");
  const [place, preuve] = preuveDe(chemin);
  ligne.append(creer("span", "etiquette", etiquette), creer("span", String(valeur).length > 90 ? "valeur long" : "valeur", valeur));
  if (preuve) {
    const mots = enMots(preuve);
    ligne.append(creer("span", mots.classe, mots.texte));
    if (aplati(preuve.citation) !== aplati(String(valeur)) && preuve.citation.length <= 160) ligne.append(creer("span", "citation", origine(preuve)));
    else ligne.append(creer("span", "citation", `page ${preuve.page}, ${SOURCES[preuve.source]}, texte exact`));
    relier(ligne, place);
  }
  return ligne;
}

function groupe(titre, contenu) {
  const garnis = contenu.filter(Boolean);
  if (!garnis.length) return;
  const boite = creer("section", "groupe");
  boite.append(creer("h2", "", titre), ...garnis);
  element("faits").append(boite);
}

function bloc(faits) {
  const boite = creer("div", "bloc");
  boite.append(...faits.filter(Boolean));
  return boite.childElementCount ? boite : null;
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
function nomDe(competence) {
  const replie = (texte) => texte.toLocaleLowerCase("fr");
  return replie(competence.brut) === replie(competence.nom) ? competence.brut : `${competence.brut} · ${competence.nom}`;
}

function puces(competences) {
  if (!competences.length) return [];
  const rangee = creer("div", "puces");
  const detail = creer("p", "preuve-choisie", "Survolez une compétence pour voir sa preuve.");
  competences.forEach((competence, rang) => {
    const [place, preuve] = preuveDe(`competences.${rang}`);
    const puce = creer("button", competence.concept_id ? "puce" : "puce inconnue", nomDe(competence));
    puce.type = "button";
    if (!competence.concept_id) puce.title = "Lue telle quelle : le lexique ne la connaît pas";
    if (preuve) {
      relier(puce, place);
      const dire = () => { detail.textContent = `${nomDe(competence)} : ${origine(preuve)}, ${enMots(preuve).texte}`; };
      puce.addEventListener("mouseenter", dire);
      puce.addEventListener("focus", dire);
    }
    rangee.append(puce);
  });
  return [rangee, detail];
}

function afficherFaits(profil) {
  element("faits").replaceChildren();
  const lieu = profil.localisation || {};
  groupe("Identité et contact", [
    fait("Nom", profil.nom_complet, "nom_complet"),
    fait("Titre", profil.titre, "titre"),
    fait("E-mail", profil.email, "email"),
    fait("Téléphone", profil.telephone, "telephone"),
    fait("Lieu", [lieu.code_postal, lieu.ville, lieu.pays].filter(Boolean).join(" "), "localisation"),
    ...profil.liens.map((lien, rang) => fait("Lien", lien, `liens.${rang}`)),
    fait("Résumé", profil.resume, "resume"),
  ]);
  groupe("Synthèse", [
    fait("Expérience", profil.annees_experience === null ? null : `${profil.annees_experience.toLocaleString("fr-FR")} ans`, "annees_experience"),
    fait("Niveau d’études", profil.niveau_etudes === null ? null : NIVEAUX[profil.niveau_etudes] || `niveau ${profil.niveau_etudes}`, "niveau_etudes"),
    fait("Mobilité", profil.mobilite ? [...profil.mobilite.lieux, profil.mobilite.teletravail ? "télétravail" : ""].filter(Boolean).join(", ") : null, "mobilite"),
    fait("Contrat souhaité", profil.type_contrat_souhaite, "type_contrat_souhaite"),
    fait("Disponibilité", profil.disponibilite, "disponibilite"),
  ]);
  groupe("Compétences", puces(profil.competences));
  groupe("Expériences", profil.experiences.map((poste, rang) => bloc([
    fait("Poste", poste.poste, `experiences.${rang}.poste`),
    fait("Entreprise", poste.entreprise, `experiences.${rang}.entreprise`),
    fait("Lieu", poste.lieu, `experiences.${rang}.lieu`),
    fait("Dates", periode(poste), `experiences.${rang}.debut`),
    fait("Missions", poste.description, `experiences.${rang}.description`),
  ])));
  groupe("Formation", profil.formations.map((etude, rang) => bloc([
    fait("Diplôme", [etude.diplome, etude.domaine].filter(Boolean).join(" – "), `formations.${rang}.diplome`),
    fait("Établissement", etude.etablissement, `formations.${rang}.etablissement`),
    fait("Dates", periode(etude), `formations.${rang}.debut`),
    fait("Niveau", etude.niveau === null ? null : NIVEAUX[etude.niveau] || `niveau ${etude.niveau}`, `formations.${rang}.niveau`),
  ])));
  groupe("Langues", profil.langues.map((langue, rang) => fait(LANGUES.of(langue.langue), langue.niveau || "niveau non précisé", `langues.${rang}`)));
  groupe("Certifications et permis", [
    ...profil.certifications.map((titre, rang) => fait("Certification", [titre.nom, titre.organisme, titre.date].filter(Boolean).join(", "), `certifications.${rang}`)),
    ...profil.permis.map((permis, rang) => fait("Permis", permis, `permis.${rang}`)),
  ]);
  groupe("Autres", [
    ...profil.projets.map((projet, rang) => fait("Projet", projet.nom, `projets.${rang}`)),
    ...profil.benevolat.map((projet, rang) => fait("Bénévolat", projet.nom, `benevolat.${rang}`)),
    ...profil.centres_interet.map((interet, rang) => fait("Intérêt", interet, `centres_interet.${rang}`)),
  ]);
}

function afficherPages(numero, pages) {
  cadres = new Map();
  const feuilles = pages.map((page) => {
    const feuille = creer("div", "page");
    feuille.style.aspectRatio = `${page.largeur} / ${page.hauteur}`;
    const image = creer("img");
    image.src = `lectures/${numero}/pages/${page.numero}.png`;
    image.alt = `Page ${page.numero} du CV`;
    feuille.append(image);
    for (const [chemin, preuve] of Object.entries(preuves)) {
      if (preuve.page !== page.numero) continue;
      for (const [x0, y0, x1, y1] of preuve.cadres) {
        const cadre = creer("div", "cadre");
        cadre.dataset.chemin = chemin;
        cadre.style.left = `${100 * x0 / page.largeur}%`;
        cadre.style.top = `${100 * y0 / page.hauteur}%`;
        cadre.style.width = `${100 * (x1 - x0) / page.largeur}%`;
        cadre.style.height = `${100 * (y1 - y0) / page.hauteur}%`;
        cadre.addEventListener("click", () => allumer(chemin, "fait"));
        cadre.addEventListener("mouseenter", () => allumer(chemin));
        cadres.set(chemin, [...(cadres.get(chemin) || []), cadre]);
        feuille.append(cadre);
      }
    }
    return feuille;
  });
  // a large frame (a description) must not hide the small ones that stand on it
  for (const feuille of feuilles) {
    const surface = (cadre) => parseFloat(cadre.style.width) * parseFloat(cadre.style.height);
    feuille.append(...[...feuille.querySelectorAll(".cadre")].sort((a, b) => surface(b) - surface(a)));
  }
  element("pages").replaceChildren(...feuilles);
}

function afficher(reponse) {
  const { lecture } = reponse;
  preuves = lecture.preuves;
  porteurs = new Map();
  const lien = creer("a", "", "voir le JSON");
  lien.href = `lectures/${reponse.numero}.json`;
  lien.target = "_blank";
  element("enregistre").replaceChildren(`Enregistré dans ${reponse.fichier_json} – `, lien);
  element("avertissements").replaceChildren(...lecture.qualite.avertissements.map((avis) => creer("li", "", avis.page ? `${avis.message} (page ${avis.page})` : avis.message)));
  afficherPages(reponse.numero, lecture.texte.pages);
  afficherFaits(lecture.profil);
  const reste = lecture.qualite.non_compris;
  element("non-compris").hidden = !reste.length;
  element("non-compris").querySelector("summary").textContent = `Lignes dont aucun fait n’a été tiré : ${reste.length}`;
  element("non-compris").querySelector("ul").replaceChildren(...reste.map((ligne) => creer("li", "", ligne)));
  element("resultat").hidden = false;
  const nombre = Object.keys(preuves).length;
  element("etat").textContent = `${reponse.nom_fichier} : ${lecture.qualite.nb_pages} page(s), ${nombre} faits prouvés, lu en ${reponse.duree_ms} ms.`;
}

function refuser(message) {
  element("etat").textContent = "";
  element("erreur").textContent = message;
  element("erreur").hidden = false;
  element("resultat").hidden = true;
}

async function envoyer(fichier) {
  element("erreur").hidden = true;
  element("etat").textContent = `Lecture de ${fichier.name}…`;
  const corps = new FormData();
  corps.append("file", fichier);
  try {
    const reponse = await fetch("lectures", { method: "POST", body: corps });
    const contenu = await reponse.json();
    if (reponse.ok) afficher(contenu);
    else refuser(contenu.detail);
  } catch (panne) {
    refuser("Le serveur ne répond pas : est-il encore en marche ?");
    throw panne;
  }
}

const depot = element("depot");
element("fichier").addEventListener("change", (evenement) => {
  const [fichier] = evenement.target.files;
  if (fichier) envoyer(fichier);
  evenement.target.value = "";
});
for (const nom of ["dragenter", "dragover"]) {
  depot.addEventListener(nom, (evenement) => { evenement.preventDefault(); depot.classList.add("survol"); });
}
for (const nom of ["dragleave", "drop"]) depot.addEventListener(nom, () => depot.classList.remove("survol"));
depot.addEventListener("drop", (evenement) => {
  evenement.preventDefault();
  const [fichier] = evenement.dataTransfer.files;
  if (fichier) envoyer(fichier);
});
// a file dropped beside the zone must not make the browser leave the page
for (const nom of ["dragover", "drop"]) window.addEventListener(nom, (evenement) => evenement.preventDefault());
