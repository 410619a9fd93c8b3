# The bot in a container: built in one stage, run in another that holds neither pip nor any build tool.

FROM python:3.13-slim-bookworm AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements/ requirements/
# What builds the wheel stays here; what runs it goes to /opt/ccbot, both exactly as locked.
RUN python -m venv tools \
    && tools/bin/python -m pip install --require-hashes -r requirements/build.txt \
    && python -m venv --without-pip /opt/ccbot \
    && python -m pip --python /opt/ccbot/bin/python install --no-compile --require-hashes --only-binary :all: -r requirements/run.txt
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY bot/ bot/
COPY handlers/ handlers/
COPY network/ network/
COPY db/ db/
COPY locales/ locales/
COPY sandbox/ sandbox/
RUN tools/bin/python -m hatchling build --target wheel --directory dist \
    && python -m pip --python /opt/ccbot/bin/python install --no-compile --no-deps --no-index dist/*.whl \
    && /opt/ccbot/bin/python -m compileall -q -j 0 /opt/ccbot/lib

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Connective Cities bot" \
      org.opencontainers.image.licenses="Apache-2.0"
# The user's number is fixed, so that a volume keeps its owner from one version to the next.
RUN python -m pip uninstall --yes pip \
    && rm -rf /usr/local/lib/python3.13/ensurepip \
    && groupadd --gid 10001 ccbot \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin ccbot \
    && install -d -o ccbot -g ccbot -m 0700 /data
COPY --from=builder /opt/ccbot /opt/ccbot
ENV PATH="/opt/ccbot/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CCBOT_DATABASE_URL="sqlite:////data/ccbot.db" \
    CCBOT_LISTEN="0.0.0.0:8080" \
    CCBOT_LOG="json"
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# SIGTERM lets the bot finish what it has in hand.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['CCBOT_LISTEN'].rpartition(':')[2] + '/healthz', timeout=4)"]
ENTRYPOINT ["ccbot"]
CMD ["run"]
