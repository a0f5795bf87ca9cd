/** Upload, answers of the local server, and what is said about them. */

import { afficherFaits } from "./faits.js";
import { afficherPages, creer, nombreProuves } from "./preuves.js";
import { libre, oublier } from "./saisie.js";

const element = (id) => document.getElementById(id);
let courante = null;

function pluriel(nombre, un, plusieurs) {
  return `${nombre} ${nombre > 1 ? plusieurs : un}`;
}

/** What the server answers: its content, or what it refuses in words. A server that is gone is a refusal too. */
async function demander(adresse, options) {
  try {
    const reponse = await fetch(adresse, options);
    const contenu = await reponse.json();
    return reponse.ok ? { contenu } : { refus: contenu };
  } catch (panne) {
    console.warn(panne);
    return { refus: { detail: "Le serveur ne répond pas : est-il encore en marche ?" } };
  }
}

function afficher(reponse) {
  const { lecture } = reponse;
  courante = reponse;
  oublier();
  history.replaceState(null, "", `#${reponse.numero}`);
  document.body.classList.add("lu");
  const lien = creer("a", "", "voir le JSON");
  lien.href = `lectures/${reponse.numero}.json`;
  lien.target = "_blank";
  element("enregistre").replaceChildren(`Enregistré dans ${reponse.fichier_json} – `, lien);
  element("avertissements").replaceChildren(...lecture.qualite.avertissements.map((avis) => creer("li", "", avis.page ? `${avis.message} (page ${avis.page})` : avis.message)));
  afficherPages(reponse);
  afficherFaits(lecture.profil, { corriger, dire });
  const reste = lecture.qualite.non_compris;
  element("non-compris").hidden = !reste.length;
  element("non-compris").querySelector("summary").textContent = `Lignes dont aucun fait n’a été tiré : ${reste.length}`;
  element("non-compris").querySelector("ul").replaceChildren(...reste.map((ligne) => creer("li", "", ligne)));
  const corriges = element("faits").querySelectorAll(".fait.corrige, .puce.corrigee").length;
  element("bilan").textContent = corriges ? `${pluriel(corriges, "fait corrigé", "faits corrigés")} à la main.` : "Un fait est faux ? Corrigez-le avec le crayon.";
  element("annuler").disabled = reponse.annulables === 0;
  element("erreur").hidden = true;
  element("resultat").hidden = false;
}

function accueillir(reponse) {
  afficher(reponse);
  const { nb_pages: pages } = reponse.lecture.qualite;
  element("etat").textContent = `${reponse.nom_fichier} : ${pluriel(pages, "page", "pages")}, ${pluriel(nombreProuves(), "fait prouvé", "faits prouvés")}, lu en ${(reponse.duree_ms / 1000).toLocaleString("fr-FR", {maximumFractionDigits: 1})} s.`;
}

function refuser({ detail, code }) {
  element("etat").textContent = "";
  element("erreur").textContent = code ? `${detail} (code : ${code})` : detail;
  element("erreur").hidden = false;
  element("resultat").hidden = true;
  document.body.classList.remove("lu");
}

/** Change the reading on the server, from the state that is on the screen. Answers null or the refusal. */
async function changer(adresse, options, annonce, focus) {
  const { contenu, refus } = await demander(adresse, { ...options, headers: { ...options.headers, "If-Match": `"v${courante.version}"` } });
  if (refus?.code === "version_perimee") {
    await revoir(courante.numero);
    element("bilan").textContent = "Ce CV vient d’être corrigé dans une autre fenêtre : voici son état actuel. Recommencez votre correction.";
    return refus;
  }
  if (refus) return refus;
  afficher(contenu);
  element("bilan").prepend(`${annonce} `);
  document.querySelector(focus)?.focus();
  return null;
}

function dire(refus) {
  if (refus && refus.code !== "version_perimee") element("bilan").textContent = refus.code ? `${refus.detail} (code : ${refus.code})` : refus.detail;
}

function corriger(corrections, annonce, focus) {
  const options = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ corrections }) };
  return changer(`lectures/${courante.numero}`, options, annonce, focus);
}

async function annuler() {
  if (!libre()) return;
  dire(await changer(`lectures/${courante.numero}/annuler`, { method: "POST" }, "Dernière correction annulée.", "#annuler:enabled"));
}

async function revoir(numero) {
  const { contenu, refus } = await demander(`lectures/${encodeURIComponent(numero)}`);
  if (contenu) {
    accueillir(contenu);
    return;
  }
  history.replaceState(null, "", location.pathname);
  refuser(refus.code === "cv_introuvable" ? { detail: "Ce CV n’est plus en mémoire : déposez-le de nouveau.", code: refus.code } : refus);
}

async function envoyer(fichier) {
  element("erreur").hidden = true;
  element("etat").textContent = `Lecture de ${fichier.name}…`;
  const corps = new FormData();
  corps.append("file", fichier);
  const { contenu, refus } = await demander("lectures", { method: "POST", body: corps });
  if (contenu) accueillir(contenu);
  else refuser(refus);
}

const depot = element("depot");
element("annuler").addEventListener("click", annuler);
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
if (location.hash.length > 1) revoir(location.hash.slice(1));
