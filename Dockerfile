# Two stages: a wheel is built from the tree, then installed with the locked dependencies.
# tests/test_packaging.py runs the RUN and CMD lines below by hand, so keep them plain shell.
FROM python:3.11-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/build
RUN /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
RUN /opt/build/bin/python -m build --wheel --no-isolation --outdir /dist .

FROM python:3.11-slim
COPY requirements/run.txt /src/requirements/run.txt
COPY --from=build /dist /dist
RUN python -m venv /opt/cruxmap
RUN /opt/cruxmap/bin/pip install --no-cache-dir --require-hashes -r /src/requirements/run.txt
RUN /opt/cruxmap/bin/pip install --no-cache-dir --no-deps /dist/*.whl
RUN useradd --system --uid 10001 --home-dir /data cruxmap && install -d -o cruxmap /data
ENV CRUXMAP_DATABASE_URL=sqlite:////data/cruxmap.db \
    CRUXMAP_DATA_DIR=/data \
    PYTHONUNBUFFERED=1
USER cruxmap
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/opt/cruxmap/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["/opt/cruxmap/bin/cruxmap", "serve", "--host", "0.0.0.0", "--port", "8000"]
