"""Languages of a CV by ISO 639-3 where ISO 639-1 has no code: sign languages, Creoles, Kabyle.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table cvs alter column langues type varchar(3)[]")


def downgrade() -> None:
    # the old column has no room for the others
    op.execute("update cvs set langues = array(select code from unnest(langues) code where length(code) = 2 order by code)")
    op.execute("alter table cvs alter column langues type varchar(2)[]")
