/** The form that corrects one fact, or adds one: at most one is open at a time. */

import { dateCourte } from "./champs.js";
import { creer } from "./preuves.js";

let ouvert = null;
let compte = 0;

const ECRIRE = {
  date: dateCourte,
  nombre: (valeur) => String(valeur).replace(".", ","),
  liste: (valeur) => valeur.join(", "),
  case: (valeur) => valeur,
};

const LIRE = {
  nombre: (brut) => (brut && Number.isFinite(Number(brut.replace(",", "."))) ? Number(brut.replace(",", ".")) : brut),
  liste: (brut) => brut.split(",").map((morceau) => morceau.trim()).filter(Boolean),
  choix: (brut, champ) => (!brut ? null : champ.nombre ? Number(brut) : champ.booleen ? brut === "true" : brut),
};

function commande(champ, valeur) {
  const noeud = creer(champ.genre === "long" ? "textarea" : champ.genre === "choix" ? "select" : "input");
  const ecrite = valeur === null || valeur === undefined ? "" : (ECRIRE[champ.genre] || String)(valeur);
  if (champ.genre === "choix") {
    const offertes = champ.options.some(([code]) => code === ecrite) || !ecrite ? champ.options : [[ecrite, ecrite], ...champ.options];
    noeud.append(...[["", champ.obligatoire ? "Choisissez…" : "Non précisé"], ...offertes].map(([code, nom]) => new Option(nom, code)));
  }
  if (champ.genre === "long") noeud.rows = 5;
  if (champ.genre === "case") {
    noeud.type = "checkbox";
    noeud.checked = Boolean(valeur);
  } else {
    noeud.value = ecrite;
    noeud.autocomplete = "off";
  }
  if (champ.mode) noeud.inputMode = champ.mode;
  return noeud;
}

/** One labelled control. `brut()` is what it holds, `lu()` what that means to the server (null: nothing). */
function entree(champ, valeur) {
  const noeud = commande(champ, valeur);
  noeud.id = `champ-${compte += 1}`;
  noeud.name = champ.chemin;
  const boite = creer("div", champ.nom === "debut" ? "entree debut" : `entree ${champ.genre}`);
  const etiquette = creer("label", "", champ.etiquette);
  etiquette.htmlFor = noeud.id;
  boite.append(...(champ.genre === "case" ? [noeud, etiquette] : [etiquette, noeud]));
  const decrit = ["saisie-erreur"];
  if (champ.aide) {
    const aide = creer("p", "aide", champ.aide);
    aide.id = `${noeud.id}-aide`;
    decrit.unshift(aide.id);
    boite.append(aide);
  }
  noeud.setAttribute("aria-describedby", decrit.join(" "));
  const brut = () => (champ.genre === "case" ? noeud.checked : noeud.value.trim());
  const depart = brut();
  return {
    champ, boite, noeud, brut,
    lu: () => (champ.genre === "case" ? noeud.checked : brut() === "" && champ.genre !== "liste" ? null : (LIRE[champ.genre] || ((texte) => texte))(brut(), champ)),
    change: () => !noeud.disabled && brut() !== depart,
  };
}

/** A post that goes on has no end. */
function lierEnCours(entrees) {
  const [enCours, fin] = ["en_cours", "fin"].map((nom) => entrees.find(({ champ }) => champ.nom === nom));
  if (!enCours || !fin) return;
  const suivre = () => { fin.noeud.disabled = enCours.noeud.checked; };
  enCours.noeud.addEventListener("change", suivre);
  suivre();
}

function bouton(classe, texte, faire) {
  const noeud = creer("button", classe, texte);
  noeud.type = "button";
  noeud.addEventListener("click", faire);
  return noeud;
}

/** Whether another form may open: one with unsaved words stays, and says so. */
export function libre() {
  if (!ouvert) return true;
  if (!ouvert.modifie()) {
    ouvert.fermer();
    return true;
  }
  ouvert.dire("Enregistrez ou annulez d’abord cette correction.");
  return false;
}

/** Forget the open form: what it stood in is drawn anew. */
export function oublier() {
  ouvert = null;
}

/**
 * Open a form. `champs`: fields with their chemin and value; `poser(form)` puts it in the page; `rendre()` runs when it is given up;
 * `envoyer(changes)` saves the changed fields and answers null or {detail, code, champ}; `retirer` takes the element out, if it can be;
 * `ajout`: the form makes something new, and is not to be sent empty.
 */
export function ouvrir({ titre, champs, poser, rendre, envoyer, retirer, nomRetrait, ajout }) {
  if (!libre()) return;
  const formulaire = creer("form", "saisie");
  formulaire.noValidate = true;
  formulaire.setAttribute("aria-label", titre);
  const entrees = champs.map(({ champ, valeur }) => entree(champ, valeur));
  lierEnCours(entrees);
  const message = creer("p", "saisie-erreur");
  message.id = "saisie-erreur";
  message.setAttribute("role", "alert");
  const fermer = () => {
    ouvert = null;
    formulaire.remove();
    rendre();
  };
  const boutons = creer("div", "boutons");
  const enregistrer = creer("button", "principal", "Enregistrer");
  boutons.append(enregistrer, bouton("", "Annuler", fermer));
  if (retirer) boutons.append(bouton("retrait", nomRetrait, retirer));
  const cases = creer("div", "entrees");
  cases.append(...entrees.map(({ boite }) => boite));
  formulaire.append(creer("p", "saisie-titre", titre), cases, message, boutons);
  ouvert = {
    fermer,
    modifie: () => entrees.some((une) => une.change()),
    dire(texte) {
      message.textContent = texte;
      entrees[0].noeud.focus();
    },
  };
  formulaire.addEventListener("keydown", (evenement) => {
    if (evenement.key !== "Escape") return;
    evenement.preventDefault();
    fermer();
  });
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    entrees.forEach((une) => une.noeud.removeAttribute("aria-invalid"));
    message.textContent = "";
    const vide = entrees.find((une) => une.champ.nom === "" && une.brut() === "");
    if (vide) {
      signaler({ detail: "Écrivez une valeur.", champ: vide.champ.chemin }, entrees, message);
      return;
    }
    const changees = entrees.filter((une) => une.change());
    if (!changees.length) {
      if (ajout) signaler({ detail: "Remplissez au moins un champ." }, [], message);
      else fermer();
      return;
    }
    enregistrer.disabled = true;
    const refus = await envoyer(changees);
    enregistrer.disabled = false;
    if (refus) signaler(refus, entrees, message);
  });
  poser(formulaire);
  entrees[0].noeud.focus();
  if (entrees[0].noeud.select) entrees[0].noeud.select();
}

/** Say a refusal in words, naming the field that it is about and how to write it. */
function signaler({ detail, code, champ }, entrees, message) {
  const fautive = entrees.find((une) => une.champ.chemin === champ) || (entrees.length === 1 ? entrees[0] : null);
  const dit = fautive && code === "donnees_invalides" ? `cette valeur ne convient pas${fautive.champ.aide ? ", écrivez-la comme dans l’exemple" : ""}.` : detail;
  message.textContent = `${fautive ? `${fautive.champ.etiquette} : ` : ""}${dit}${code ? ` (code : ${code})` : ""}`;
  if (!fautive) return;
  fautive.noeud.setAttribute("aria-invalid", "true");
  fautive.noeud.focus();
  message.scrollIntoView({ block: "nearest" });
}
