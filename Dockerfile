# syntax=docker/dockerfile:1
# docker build --target generate --tag pokename .          names, without torch
# docker build --target serve --tag pokename:serve .       the page and the HTTP API
# docker build --target train --tag pokename:train .       the whole pipeline
#
# An image has no git. If it trains, tell it the commit, which the manifest of each run then names:
# --build-arg COMMIT="$(git describe --always --dirty --exclude='*')"
#
# docker run --rm pokename generate "a fiery lizard"
# docker run --rm --publish 8000:8000 pokename:serve
# docker run --rm --gpus all --user "$(id -u):$(id -g)" --env HOME=/tmp --volume "$PWD:/project" \
#     --volume pokename-hub:/hub --env HF_HOME=/hub pokename:train train --config gpt2.yaml

FROM python:3.12-slim AS source
WORKDIR /source
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY configs configs
COPY src src

# What all images share. An image names its commit last, so that a new commit changes no layer.
FROM python:3.12-slim AS base
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN --mount=from=source,source=/source,target=/source,rw \
    --mount=type=cache,target=/root/.cache/pip \
    pip install --constraint /source/constraints.txt /source
# USER is a number, so that Kubernetes can check that it isn't root.
RUN useradd --uid 10001 --create-home pokename && install --directory --owner pokename /project
WORKDIR /project
ENTRYPOINT ["pokename"]

FROM base AS generate
USER 10001
CMD ["--help"]
ARG COMMIT
ENV POKENAME_COMMIT=$COMMIT

FROM base AS serve
RUN --mount=from=source,source=/source,target=/source,rw \
    --mount=type=cache,target=/root/.cache/pip \
    pip install --constraint /source/constraints.txt '/source[web]'
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health', timeout=2)"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
ARG COMMIT
ENV POKENAME_COMMIT=$COMMIT

FROM base AS train
RUN --mount=from=source,source=/source,target=/source,rw \
    --mount=type=cache,target=/root/.cache/pip \
    pip install --constraint /source/constraints.txt '/source[train,wandb]'
COPY deploy/train.sh /train.sh
# A new volume at /hub gets this mode, so that any user of --user can write there.
RUN install --directory --mode 1777 /hub
USER 10001
CMD ["--help"]
ARG COMMIT
ENV POKENAME_COMMIT=$COMMIT
