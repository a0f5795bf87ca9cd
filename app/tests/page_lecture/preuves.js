/** Proofs in words, and their places: on the pages of a PDF, in the text of a Word document. */

const SOURCES = { regles: "règles", modele: "modèle de langage" };
const CONFIANCES = [[0.85, "confiance", "sûr"], [0.6, "confiance moyenne", "probable"], [0, "confiance faible", "à vérifier"]];

let preuves = {};
let places = new Map();
let porteurs = new Map();

/** A new element; text only ever enters as text. */
export function creer(balise, classe, texte) {
  const noeud = document.createElement(balise);
  if (classe) noeud.className = classe;
  if (texte !== undefined) noeud.textContent = texte;
  return noeud;
}

function ajouter(carte, chemin, noeud) {
  carte.set(chemin, [...(carte.get(chemin) || []), noeud]);
}

const parLaMain = (chemin) => preuves[chemin]?.source === "correction";

/** Where a fact stands, and whether a person wrote it. Its chemins are those of its fields, the element's own first. */
export function preuveDe(chemins) {
  const tous = Object.keys(preuves);
  const dessous = tous.filter((autre) => chemins.some((chemin) => autre === chemin || autre.startsWith(`${chemin}.`)));
  const dessus = chemins.flatMap((chemin) => chemin.split(".").map((_, rang, parties) => parties.slice(0, rang).join(".")));
  const corrige = dessous.some(parLaMain) || dessus.some(parLaMain);
  // a place proves its town; a whole post does not prove its employer
  const entiers = dessus.filter((chemin) => !/\.\d+$/.test(chemin));
  const place = [...chemins, ...dessous, ...entiers].find((chemin) => preuves[chemin]?.citation);
  return { corrige, place: place || null, preuve: place ? preuves[place] : null };
}

export function enMots({ corrige, preuve }) {
  if (corrige) return { classe: "confiance main", texte: "corrigé à la main" };
  if (!preuve) return null;
  const [, classe, mot] = CONFIANCES.find(([seuil]) => preuve.confiance >= seuil);
  return { classe, texte: `${mot} (${Math.round(preuve.confiance * 100)} %)` };
}

export function origine(preuve) {
  return `« ${preuve.citation} » – page ${preuve.page}, ${SOURCES[preuve.source]}`;
}

/** A quotation keeps the line breaks of its page, inside an address too; they make no difference to a reader. */
function aplati(texte) {
  return texte.replace(/\s+/g, "");
}

/** The line under a fact: what the CV says, when that differs from what is shown. */
export function citation(preuve, valeur) {
  if (aplati(preuve.citation) !== aplati(valeur) && preuve.citation.length <= 160) return origine(preuve);
  return `page ${preuve.page}, ${SOURCES[preuve.source]}${aplati(preuve.citation) === aplati(valeur) ? ", texte exact" : ""}`;
}

function defiler(boite, noeud) {
  const [dehors, dedans] = [boite.getBoundingClientRect(), noeud.getBoundingClientRect()];
  if (dedans.top < dehors.top || dedans.bottom > dehors.bottom) boite.scrollBy({ top: dedans.top - dehors.top - dehors.height / 3 });
}

/** Light a fact and its place; `montrer`: which of the two must come into view. */
export function allumer(chemin, montrer) {
  document.querySelectorAll(".allume").forEach((noeud) => noeud.classList.remove("allume"));
  const [ici, la] = [places.get(chemin) || [], porteurs.get(chemin) || []];
  for (const noeud of [...ici, ...la]) noeud.classList.add("allume");
  // only the pages scroll: the fact that a person is on must not run away
  if (montrer === "page" && ici[0]) defiler(document.querySelector(".document"), ici[0]);
  if (montrer === "fait" && la[0]) la[0].scrollIntoView({ block: "center" });
}

/** Make `noeud` light its place, by mouse and by keyboard. */
export function relier(noeud, place, chemins) {
  for (const chemin of new Set([place, ...chemins])) ajouter(porteurs, chemin, noeud);
  noeud.dataset.chemin = place;
  noeud.addEventListener("mouseenter", () => allumer(place));
  noeud.addEventListener("focusin", () => allumer(place, "page"));
  noeud.addEventListener("click", () => allumer(place, "page"));
}

function cadresDe(page) {
  const cadres = [];
  for (const [chemin, preuve] of Object.entries(preuves)) {
    if (preuve.page !== page.numero) continue;
    for (const [x0, y0, x1, y1] of preuve.cadres) {
      const cadre = creer("div", "cadre");
      cadre.dataset.chemin = chemin;
      cadre.setAttribute("aria-hidden", "true");
      cadre.style.left = `${100 * x0 / page.largeur}%`;
      cadre.style.top = `${100 * y0 / page.hauteur}%`;
      cadre.style.width = `${100 * (x1 - x0) / page.largeur}%`;
      cadre.style.height = `${100 * (y1 - y0) / page.hauteur}%`;
      cadre.addEventListener("click", () => allumer(chemin, "fait"));
      cadre.addEventListener("mouseenter", () => allumer(chemin));
      ajouter(places, chemin, cadre);
      cadres.push({ cadre, surface: (x1 - x0) * (y1 - y0), profondeur: chemin.split(".").length });
    }
  }
  // a large frame (a description) must not hide the small ones on it, nor a whole post the title that stands in the same place
  return cadres.sort((a, b) => b.surface - a.surface || a.profondeur - b.profondeur).map(({ cadre }) => cadre);
}

function enImages(numero, pages, dejaLa) {
  return pages.map((page, rang) => {
    const feuille = dejaLa[rang] || creer("div", "page");
    if (dejaLa[rang]) {
      // the picture stays, so that a correction does not make the page blink
      feuille.querySelectorAll(".cadre").forEach((cadre) => cadre.remove());
    } else {
      feuille.style.aspectRatio = `${page.largeur} / ${page.hauteur}`;
      const image = creer("img");
      image.src = `lectures/${numero}/pages/${page.numero}.png`;
      image.alt = `Page ${page.numero} du CV`;
      feuille.append(image);
    }
    feuille.append(...cadresDe(page));
    return feuille;
  });
}

/** A Word document has no page to draw: its text, cut where a fact begins or ends. */
function enTexte(texte) {
  // offsets count characters as Python does, not UTF-16 units
  const lettres = [...texte];
  const situees = Object.entries(preuves).filter(([, preuve]) => preuve.citation);
  const bornes = [...new Set([0, lettres.length, ...situees.flatMap(([, preuve]) => [preuve.debut, preuve.fin])])].sort((a, b) => a - b);
  const feuille = creer("div", "page texte");
  bornes.slice(1).forEach((fin, rang) => {
    const debut = bornes[rang];
    const ici = situees.filter(([, preuve]) => preuve.debut <= debut && fin <= preuve.fin).sort((a, b) => a[1].fin - a[1].debut - b[1].fin + b[1].debut);
    const morceau = creer("span", ici.length ? "cadre" : "", lettres.slice(debut, fin).join(""));
    for (const [chemin] of ici) ajouter(places, chemin, morceau);
    if (ici.length) {
      morceau.dataset.chemin = ici[0][0];
      morceau.addEventListener("click", () => allumer(ici[0][0], "fait"));
      morceau.addEventListener("mouseenter", () => allumer(ici[0][0]));
    }
    feuille.append(morceau);
  });
  return [creer("p", "sans-image", "Un document Word n’a pas d’image de page : voici son texte."), feuille];
}

/** Take the proofs of a reading and show its pages; facts are to be bound again after this. */
export function afficherPages({ numero, en_images: images, lecture }) {
  const boite = document.getElementById("pages");
  const dejaLa = images && boite.dataset.numero === numero ? [...boite.children] : [];
  preuves = lecture.preuves;
  places = new Map();
  porteurs = new Map();
  const feuilles = images ? enImages(numero, lecture.texte.pages, dejaLa) : enTexte(lecture.texte.texte);
  if (!dejaLa.length) boite.replaceChildren(...feuilles);
  if (boite.dataset.numero !== numero) boite.parentElement.scrollTop = 0;
  boite.dataset.numero = numero;
}

/** How many facts the CV itself proves. */
export function nombreProuves() {
  return Object.values(preuves).filter((preuve) => preuve.citation).length;
}
