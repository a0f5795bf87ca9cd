"""Sealed journal, human actors held by the database, erasures that end.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# must stay the same as app.services.journal.CONTENU: what is hashed, in order
MAILLON = """encode(sha256(convert_to(concat_ws('|', journal_tete.empreinte, journal_tete.position + 1, {e}.id, coalesce({e}.acteur_id::text, ''),
    {e}.action, {e}.objet, coalesce({e}.objet_id::text, ''), coalesce({e}.motif_empreinte, ''),
    to_char({e}.cree_le at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')), 'UTF8')), 'hex')"""

CHAINER = f"""
create function journal_chainer() returns trigger language plpgsql as $$
declare
    maillon record;
begin
    update journal_tete set position = position + 1, empreinte = {MAILLON.format(e="new")} returning position, empreinte into maillon;
    if not found then
        raise exception 'journal_tete est vide : le journal ne peut plus être écrit';
    end if;
    insert into journal_chaine (position, evenement_id, empreinte) values (maillon.position, new.id, maillon.empreinte);
    return null;
end $$"""

REFUSER = """
create function refuser_changement() returns trigger language plpgsql as $$
begin
    raise exception '% : ajout seul, % refusé', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$"""

ACTEUR = """
create function historique_acteur_humain() returns trigger language plpgsql as $$
begin
    if not exists (select from utilisateurs where id = new.acteur_id and role = new.acteur_role) then
        raise exception 'candidatures_historique : % n''est pas un compte %', new.acteur_id, new.acteur_role using errcode = 'check_violation';
    end if;
    return new;
end $$"""

STATUT = """
create function candidature_statut_explique() returns trigger language plpgsql as $$
declare
    actuel text;
    explique text;
begin
    select statut into actuel from candidatures where id = new.id;
    select vers into explique from candidatures_historique where candidature_id = new.id order by numero desc limit 1;
    if found and explique = actuel or actuel is null then
        return null;
    end if;
    raise exception 'candidatures : le statut % de % ne vient d''aucune personne', actuel, new.id using errcode = 'check_violation';
end $$"""

TRIGGERS = (
    """create constraint trigger journal_audit_chaine after insert on journal_audit
    deferrable initially deferred for each row execute function journal_chainer()""",
    "create trigger journal_audit_ajout_seul before update or delete or truncate on journal_audit for each statement execute function refuser_changement()",
    "create trigger journal_chaine_ajout_seul before update or delete or truncate on journal_chaine for each statement execute function refuser_changement()",
    "create trigger historique_sans_retouche before update on candidatures_historique for each statement execute function refuser_changement()",
    "create trigger historique_acteur before insert on candidatures_historique for each row execute function historique_acteur_humain()",
    """create constraint trigger candidatures_statut_explique after insert or update of statut on candidatures
    deferrable initially deferred for each row execute function candidature_statut_explique()""",
)

# The planner's statistics quote values, and keep those of erased rows: of these columns it takes none, and forgets those it has
# (giving a column its own type again does that, without rewriting the table).
SANS_STATISTIQUES = {
    "utilisateurs": "email nom prenom mot_de_passe",
    "cles_idempotence": "cle empreinte_corps reponse",
    "jetons_renouvellement": "empreinte",
    "cvs": "nom_fichier sha256 texte qualite corrections concepts langues mobilite recherche",
    "profils": "profil preuves document origine",
    "passages": "texte citation",
    "candidatures": "lettre_motivation",
    "candidatures_historique": "motif",
    "scores": "resultat explication entrees",
    "journal_motifs": "sel texte",
    "cache_modele": "valeur",
}
OUBLIER_STATISTIQUES = """
do $$
declare
    colonne record;
begin
    for colonne in
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as nature from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.oid = '{table}'::regclass and a.attname = any(string_to_array('{colonnes}', ' '))
    loop
        execute format('alter table %I alter column %I type %s, alter column %I set statistics {cible}',
            colonne.relname, colonne.attname, colonne.nature, colonne.attname);
    end loop;
end $$"""

CHAINER_L_EXISTANT = f"""
do $$
declare
    evenement record;
    maillon record;
begin
    for evenement in select * from journal_audit order by id loop
        update journal_tete set position = position + 1, empreinte = {MAILLON.format(e="evenement")} returning position, empreinte into maillon;
        insert into journal_chaine (position, evenement_id, empreinte) values (maillon.position, evenement.id, maillon.empreinte);
    end loop;
end $$"""


def upgrade() -> None:
    op.create_table(
        "journal_motifs",
        sa.Column("evenement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sel", sa.String(length=32), nullable=False),
        sa.Column("texte", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["evenement_id"], ["journal_audit.id"], name=op.f("fk_journal_motifs_evenement_id_journal_audit")),
        sa.PrimaryKeyConstraint("evenement_id", name=op.f("pk_journal_motifs")),
    )
    op.create_table(
        "journal_chaine",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("evenement_id", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_journal_chaine")),
        sa.UniqueConstraint("evenement_id", name=op.f("uq_journal_chaine_evenement_id")),
    )
    op.create_table(
        "journal_tete",
        sa.Column("unique_ligne", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.CheckConstraint("unique_ligne", name=op.f("ck_journal_tete_une_seule_ligne")),
        sa.PrimaryKeyConstraint("unique_ligne", name=op.f("pk_journal_tete")),
    )
    op.execute("insert into journal_tete (position, empreinte) values (0, repeat('0', 64))")

    op.add_column("journal_audit", sa.Column("motif_empreinte", sa.String(length=64), nullable=True, comment="sha256 of salt and reason"))
    op.execute(
        "insert into journal_motifs (evenement_id, sel, texte) "
        "select id, replace(gen_random_uuid()::text, '-', ''), motif from journal_audit where motif is not null"
    )
    op.execute(
        "update journal_audit set motif_empreinte = encode(sha256(convert_to(m.sel || m.texte, 'UTF8')), 'hex') "
        "from journal_motifs m where m.evenement_id = journal_audit.id"
    )
    op.drop_column("journal_audit", "motif")
    op.create_index("ix_journal_audit_acteur", "journal_audit", ["acteur_id"], unique=False)
    op.execute(CHAINER_L_EXISTANT)

    op.drop_constraint(op.f("fk_candidatures_historique_acteur_id_utilisateurs"), "candidatures_historique", type_="foreignkey")
    for colonne in ("fichiers_effaces_le", "termine_le"):
        op.add_column("pierres_tombales", sa.Column(colonne, sa.DateTime(timezone=True), nullable=True))
    op.execute("update pierres_tombales set fichiers_effaces_le = efface_le, termine_le = efface_le")
    op.create_index("ix_profils_cle_cache", "profils", [sa.literal_column("(origine #>> '{modele,trace,cle_cache}')")], unique=False)
    for table, colonnes in SANS_STATISTIQUES.items():
        op.execute(OUBLIER_STATISTIQUES.format(table=table, colonnes=colonnes, cible=0))
    op.execute("alter index ix_profils_cle_cache alter column 1 set statistics 0")
    for ordre in (CHAINER, REFUSER, ACTEUR, STATUT, *TRIGGERS):
        op.execute(ordre)


def downgrade() -> None:
    for trigger, table in (
        ("candidatures_statut_explique", "candidatures"),
        ("historique_acteur", "candidatures_historique"),
        ("historique_sans_retouche", "candidatures_historique"),
        ("journal_chaine_ajout_seul", "journal_chaine"),
        ("journal_audit_ajout_seul", "journal_audit"),
        ("journal_audit_chaine", "journal_audit"),
    ):
        op.execute(f"drop trigger {trigger} on {table}")
    for fonction in ("candidature_statut_explique", "historique_acteur_humain", "refuser_changement", "journal_chainer"):
        op.execute(f"drop function {fonction}()")
    for table, colonnes in SANS_STATISTIQUES.items():
        op.execute(OUBLIER_STATISTIQUES.format(table=table, colonnes=colonnes, cible=-1))
    op.drop_index("ix_profils_cle_cache", table_name="profils")
    for colonne in ("termine_le", "fichiers_effaces_le"):
        op.drop_column("pierres_tombales", colonne)
    # steps of accounts erased since have no account to point at: the old schema cannot hold them
    op.execute("delete from candidatures_historique h where not exists (select from utilisateurs u where u.id = h.acteur_id)")
    op.create_foreign_key(
        op.f("fk_candidatures_historique_acteur_id_utilisateurs"), "candidatures_historique", "utilisateurs", ["acteur_id"], ["id"], ondelete="CASCADE"
    )
    op.drop_index("ix_journal_audit_acteur", table_name="journal_audit")
    op.add_column("journal_audit", sa.Column("motif", sa.String(length=500), nullable=True))
    op.execute("update journal_audit set motif = m.texte from journal_motifs m where m.evenement_id = journal_audit.id")
    op.drop_column("journal_audit", "motif_empreinte")
    for table in ("journal_tete", "journal_chaine", "journal_motifs"):
        op.drop_table(table)
