# syntax=docker/dockerfile:1
# Two stages: the first builds from the lock, hashes checked; the second holds only what runs, as a plain user.

FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md ./
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock > uv.lock \
 && pip install --no-cache-dir --require-hashes --no-deps -r uv.lock \
 && python -m venv --without-pip /opt/oversight
# The tools that build the wheel come from the lock too.
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements.lock > tools.lock \
 && pip install --no-cache-dir --require-hashes --no-deps -r tools.lock
COPY schemas schemas
COPY etl etl
COPY dashboard dashboard
COPY seed seed
# Every version and hash is the lock's; the test tools in it are left out because the wheel does not ask for them.
# Compiled here, because the plain user may not write beside the code and would compile it anew at every start.
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
 && uv pip install --python /opt/oversight/bin/python --compile-bytecode --verify-hashes \
    --constraint requirements.lock dist/*.whl

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 oversight
COPY --from=build /opt/oversight /opt/oversight
# Streamlit looks for .streamlit/config.toml in the folder that it is started from.
WORKDIR /srv/oversight
COPY .streamlit .streamlit
RUN mkdir var && chown oversight var
USER oversight
ENV PATH=/opt/oversight/bin:$PATH PYTHONUNBUFFERED=1 OVERSIGHT_HOST=0.0.0.0
EXPOSE 8501
VOLUME /srv/oversight/var
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["python", "-c", \
  "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('OVERSIGHT_PORT', '8501') + '/healthz', timeout=2)"]
CMD ["oversight", "serve"]
