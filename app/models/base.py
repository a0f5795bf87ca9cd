"""Declarative base: naming convention, UUID keys, UTC times."""

import uuid
from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, MetaData, String, func
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

CleUUID = Annotated[uuid.UUID, mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
InstantCreation = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())]
Court = Annotated[str, mapped_column(String(200))]


class Base(DeclarativeBase):
    """Root of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
