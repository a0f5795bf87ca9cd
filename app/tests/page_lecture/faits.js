/** The facts of a profile, group by group: each with its proof, a way to correct it, and a way to add what is missing. */

import { GROUPES, LISTES, nomDe } from "./champs.js";
import { citation, creer, enMots, origine, preuveDe, relier } from "./preuves.js";
import { libre, ouvrir } from "./saisie.js";

const TRACES = { crayon: "M3 17.3V21h3.7L17.8 9.9l-3.7-3.7L3 17.3zM20.7 7a1 1 0 0 0 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8 3.7 3.7L20.7 7z", croix: "M19 6.4 17.6 5 12 10.6 6.4 5 5 6.4l5.6 5.6L5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6z" };
const SVG = "http://www.w3.org/2000/svg";

/** `corriger(corrections, annonce, focus)` saves and answers null or the refusal; `dire(refus)` shows one that no form can show. */
let corriger = null;
let dire = null;
let profil = null;

const joint = (base, nom) => [base, nom].filter(Boolean).join(".");

function valeurDe(chemin) {
  return chemin.split(".").reduce((objet, partie) => (objet === null || objet === undefined ? null : objet[partie]), profil);
}

function icone(trace, dit, faire) {
  const bouton = creer("button", "icone");
  bouton.type = "button";
  bouton.title = dit;
  bouton.setAttribute("aria-label", dit);
  const image = document.createElementNS(SVG, "svg");
  image.setAttribute("viewBox", "0 0 24 24");
  image.setAttribute("aria-hidden", "true");
  const trait = document.createElementNS(SVG, "path");
  trait.setAttribute("d", TRACES[trace]);
  image.append(trait);
  bouton.append(image);
  bouton.addEventListener("click", (evenement) => {
    evenement.stopPropagation();
    faire();
  });
  return bouton;
}

/** Fields of a fact, each with its chemin and value. */
function champsDe(fait, base) {
  return fait.champs.map((champ) => {
    const chemin = joint(base, champ.nom);
    return { champ: { ...champ, chemin }, valeur: valeurDe(chemin) };
  });
}

async function retirer(liste, rang) {
  dire(await corriger({ [`${liste}.${rang}`]: null }, `Retiré : ${LISTES[liste].ce}.`, `[data-action="ajouter:${liste}"]`));
}

function modifier(fait, base, etiquette, { poser, rendre, retrait, ajout: nouveaute }) {
  ouvrir({
    titre: `${nouveaute ? "Ajouter" : "Corriger"} : ${etiquette}`,
    ajout: nouveaute,
    champs: champsDe(fait, base),
    poser,
    rendre,
    envoyer: (changees) => corriger(
      Object.fromEntries(changees.map((une) => [une.champ.chemin, une.lu()])),
      `${nouveaute ? "Ajouté" : "Corrigé"} : ${etiquette}.`,
      `[data-action="corriger:${joint(base, fait.champs[0].nom)}"]`,
    ),
    retirer: retrait && (() => retirer(...retrait)),
    nomRetrait: retrait && `Retirer ${LISTES[retrait[0]].ce}`,
  });
}

/** One fact on one line; null when the profile does not have it. `retrait`: [list, rank] of an element that this line is the whole of. */
function ligne(fait, base, retrait) {
  const objet = base ? valeurDe(base) : profil;
  const valeur = fait.valeur(objet);
  if (valeur === null || valeur === undefined || valeur === "") return null;
  const etiquette = typeof fait.etiquette === "function" ? fait.etiquette(objet) : fait.etiquette;
  const chemins = fait.champs.map((champ) => joint(base, champ.nom));
  if (retrait) chemins.unshift(base);
  const etat = preuveDe(chemins);
  const noeud = creer("div", etat.corrige ? "fait corrige" : "fait");
  const boutons = creer("span", "actions");
  const crayon = icone("crayon", `Corriger : ${etiquette}, ${String(valeur).slice(0, 80)}`, () => modifier(fait, base, etiquette, {
    poser: (formulaire) => {
      noeud.hidden = true;
      noeud.after(formulaire);
    },
    rendre: () => {
      noeud.hidden = false;
      crayon.focus();
    },
  }));
  crayon.dataset.action = `corriger:${joint(base, fait.champs[0].nom)}`;
  boutons.append(crayon);
  if (retrait) boutons.append(icone("croix", `Retirer : ${etiquette}, ${valeur}`, () => libre() && retirer(...retrait)));
  const mots = enMots(etat);
  noeud.append(
    creer("span", "etiquette", etiquette),
    creer("span", String(valeur).length > 90 ? "valeur long" : "valeur", valeur),
    mots ? creer("span", mots.classe, mots.texte) : creer("span", "confiance calcul", fait.calcule || ""),
    boutons,
  );
  if (etat.preuve) noeud.append(creer("span", "citation", etat.corrige ? `le CV dit ${origine(etat.preuve)}` : citation(etat.preuve, String(valeur))));
  relier(noeud, etat.place || chemins[0], chemins);
  return noeud;
}

function ajout(action, texte, dit, faire) {
  const bouton = creer("button", "ajout", texte);
  bouton.type = "button";
  bouton.dataset.action = action;
  bouton.setAttribute("aria-label", dit);
  bouton.addEventListener("click", faire);
  return bouton;
}

/** A button for each fact that is missing. */
function manquants(faits, base, rangee) {
  return faits.map((fait) => {
    const action = `corriger:${joint(base, fait.champs[0].nom)}`;
    const bouton = ajout(action, `+ ${fait.etiquette}`, `Ajouter : ${fait.etiquette}`, () => modifier(fait, base, fait.etiquette, {
      poser: (formulaire) => rangee.before(formulaire),
      rendre: () => bouton.focus(),
      ajout: true,
    }));
    return bouton;
  });
}

/** The button that adds an element to a list. */
function nouveau(liste, rangee) {
  const { un, faits } = LISTES[liste];
  const rang = profil[liste].length;
  const base = `${liste}.${rang}`;
  const bouton = ajout(`ajouter:${liste}`, `+ ${un}`, `Ajouter ${un}`, () => ouvrir({
    titre: `Ajouter ${un}`,
    ajout: true,
    champs: faits.flatMap((fait) => champsDe(fait, base)),
    poser: (formulaire) => rangee.before(formulaire),
    rendre: () => bouton.focus(),
    envoyer: (changees) => corriger(
      { [base]: changees[0].champ.nom === "" ? changees[0].lu() : Object.fromEntries(changees.map((une) => [une.champ.nom, une.lu()])) },
      `Ajouté : ${un}.`,
      `[data-action="ajouter:${liste}"]`,
    ),
  }));
  return bouton;
}

function rangeeAjouts() {
  return creer("div", "ajouts");
}

/** A post or a degree: a line for each thing that it says. */
function bloc(liste, rang) {
  const base = `${liste}.${rang}`;
  const boite = creer("div", "bloc");
  const lignes = LISTES[liste].faits.map((fait) => [fait, ligne(fait, base)]);
  const rangee = rangeeAjouts();
  const { ce } = LISTES[liste];
  const retrait = ajout(`retirer:${base}`, `Retirer ${ce}`, `Retirer ${ce}, numéro ${rang + 1}`, () => libre() && retirer(liste, rang));
  retrait.classList.add("retrait");
  rangee.append(...manquants(lignes.filter(([, noeud]) => !noeud).map(([fait]) => fait), base, rangee), retrait);
  boite.append(...lignes.map(([, noeud]) => noeud).filter(Boolean), rangee);
  return boite;
}

function puces() {
  const rangee = creer("div", "puces");
  const detail = creer("p", "preuve-choisie", "Survolez une compétence pour voir sa preuve, cliquez pour la corriger.");
  const [fait] = LISTES.competences.faits;
  profil.competences.forEach((competence, rang) => {
    const base = `competences.${rang}`;
    const etat = preuveDe([base]);
    const nom = nomDe(competence);
    const puce = creer("button", ["puce", competence.concept_id ? "" : "inconnue", etat.corrige ? "corrigee" : ""].filter(Boolean).join(" "), nom);
    const inconnue = competence.concept_id ? "" : " – le lexique ne la connaît pas";
    const dit = `${nom} : ${[etat.preuve && origine(etat.preuve), enMots(etat)?.texte].filter(Boolean).join(", ")}${inconnue}`;
    puce.type = "button";
    puce.dataset.action = `corriger:${base}.brut`;
    puce.setAttribute("aria-label", `Corriger ${dit}`);
    relier(puce, etat.place || base, [base]);
    for (const quand of ["mouseenter", "focus"]) puce.addEventListener(quand, () => { detail.textContent = dit; });
    puce.addEventListener("click", () => modifier(fait, base, competence.brut, { poser: (formulaire) => rangee.after(formulaire), rendre: () => puce.focus(), retrait: ["competences", rang] }));
    rangee.append(puce);
  });
  return profil.competences.length ? [rangee, detail] : [];
}

function elements(liste) {
  if (liste === "competences") return puces();
  return profil[liste].map((_, rang) => (LISTES[liste].blocs ? bloc(liste, rang) : ligne(LISTES[liste].faits[0], `${liste}.${rang}`, [liste, rang])));
}

function groupe({ titre, faits = [], listes = [] }) {
  const boite = creer("section", "groupe");
  boite.setAttribute("aria-label", titre);
  const lignes = faits.map((fait) => [fait, ligne(fait, "")]);
  const rangee = rangeeAjouts();
  rangee.append(...manquants(lignes.filter(([, noeud]) => !noeud).map(([fait]) => fait), "", rangee), ...listes.map((liste) => nouveau(liste, rangee)));
  boite.append(creer("h2", "", titre), ...lignes.map(([, noeud]) => noeud).filter(Boolean), ...listes.flatMap(elements), rangee);
  return boite;
}

/** Draw every fact of `lu`; corrections go through `actions`. */
export function afficherFaits(lu, actions) {
  profil = lu;
  ({ corriger, dire } = actions);
  document.getElementById("faits").replaceChildren(...GROUPES.map(groupe));
}
