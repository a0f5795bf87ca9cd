# Thin: everything is in dev.py, which does the same where make is missing.
PYTHON ?= python3
DEV := $(PYTHON) "$(CURDIR)/dev.py"

.DEFAULT_GOAL := help
.PHONY: help run demo test rapide lint installer migrer nettoyer

help: ## cette liste
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## démarre tout et sert l'API (PORT=8001 change le port, DEMO=1 ajoute des données)
	@exec $(DEV) run

demo: ## comme run, avec des entreprises, des offres et des CV inventés
	@exec $(DEV) demo

test: ## ruff, mypy, contrats d'import, migrations, puis toute la suite
	@$(DEV) test

rapide: ## ruff et les tests courts
	@$(DEV) test --rapide

lint: ## ruff, mypy, contrats d'import
	@$(DEV) lint

installer: ## environnement virtuel, dépendances, poids du modèle
	@$(DEV) installer

migrer: ## met le schéma de la base à jour
	@$(DEV) migrer

nettoyer: ## efface caches et environnement, garde les données
	@$(DEV) nettoyer
