"use strict";

// Swagger UI has no translation of its own: what it writes around our French descriptions is replaced word for word.
// "Authorize", "Try it out" and "Execute" stay, since every guide to Swagger names them.
const FRANCAIS = {
  "Parameters": "Paramètres",
  "No parameters": "Aucun paramètre",
  "Request body": "Corps de la requête",
  "Responses": "Réponses",
  "Response body": "Corps de la réponse",
  "Response headers": "En-têtes de la réponse",
  "Server response": "Réponse du serveur",
  "Request URL": "Adresse appelée",
  "Request duration": "Durée",
  "Name": "Nom",
  "Details": "Détails",
  "Links": "Liens",
  "No links": "Aucun lien",
  "Media type": "Type de contenu",
  "Example Value": "Exemple",
  "Schema": "Schéma",
  "Schemas": "Schémas",
  "Examples": "Exemples",
  "Cancel": "Annuler",
  "Reset": "Rétablir",
  "Clear": "Effacer",
  "Download": "Télécharger",
  "Close": "Fermer",
  "Logout": "Se déconnecter",
  "Available authorizations": "Se connecter",
  "Authorized": "Connecté",
  "Send empty value": "Envoyer une valeur vide",
  "Add string item": "Ajouter une valeur",
  "Edit Value": "Modifier",
  "username:": "E-mail :",
  "password:": "Mot de passe :",
  "Value:": "Jeton d’accès :",
  "Token URL:": "Adresse :",
  "required": "obligatoire",
  "Examples:": "Exemples :",
};

function traduire(racine) {
  const textes = document.createTreeWalker(racine, NodeFilter.SHOW_TEXT);
  while (textes.nextNode()) {
    const texte = textes.currentNode;
    const francais = FRANCAIS[texte.nodeValue.trim()];
    // answers of the server and our own descriptions are never touched
    if (francais && !texte.parentElement.closest("pre, code, textarea, option, .markdown, .renderedMarkdown")) {
      texte.nodeValue = texte.nodeValue.replace(texte.nodeValue.trim(), francais);
    }
  }
}

const conteneur = document.getElementById("swagger-ui");
new MutationObserver((changements) => {
  for (const changement of changements) {
    if (changement.type === "characterData") traduire(changement.target.parentElement || conteneur);
    for (const noeud of changement.addedNodes) traduire(noeud.nodeType === Node.TEXT_NODE ? changement.target : noeud);
  }
}).observe(conteneur, { childList: true, characterData: true, subtree: true });

// An e-mail with its password and a pasted token are two ways into one account: taking one leaves the other,
// else the older would go on speaking for the newer.
function quitterLesAutres(systeme, gardes) {
  const autres = Object.keys(systeme.authSelectors.authorized().toJS()).filter((nom) => !gardes.includes(nom));
  if (autres.length) systeme.authActions.logout(autres);
}

const UneSeuleConnexion = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorize: (suite, systeme) => (choisies) => {
          quitterLesAutres(systeme, Object.keys(choisies));
          return suite(choisies);
        },
        authorizeOauth2: (suite, systeme) => (reponse) => {
          quitterLesAutres(systeme, [reponse.auth.name]);
          return suite(reponse);
        },
      },
    },
  },
});

// The examples name the first objects of the demonstration. On a base that has none, they stand for the last one made or listed here,
// so that Execute works in the order of the page; the address shown is the one that was really called.
const EXEMPLES = {
  offre: "0d000000-0000-4000-8000-000000000001",
  cv: "0c000000-0000-4000-8000-000000000001",
};

function retenir(reponse) {
  const chemin = new URL(reponse.url, window.location.href).pathname;
  const corps = reponse.obj;
  if (reponse.status === 201 && chemin.endsWith("/offres")) localStorage.setItem("offre", corps.id);
  if (reponse.status < 300 && chemin.endsWith("/cvs/upload")) localStorage.setItem("cv", corps.id);
  return reponse;
}

function remplacer(requete) {
  for (const [nom, exemple] of Object.entries(EXEMPLES)) {
    const dernier = localStorage.getItem(nom);
    if (!dernier) continue;
    requete.url = requete.url.replace(exemple, dernier);
    if (typeof requete.body === "string") requete.body = requete.body.replaceAll(exemple, dernier);
  }
  return requete;
}

window.ui = SwaggerUIBundle({
  requestInterceptor: remplacer,
  responseInterceptor: retenir,
  url: new URL("openapi.json", window.location.href).href,
  domNode: conteneur,
  plugins: [UneSeuleConnexion],
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: false,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
