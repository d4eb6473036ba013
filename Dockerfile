# syntax=docker/dockerfile:1
# docker build --target generate -t pokename .          names, no torch
# docker build --target train -t pokename:train .       the whole pipeline
#
# docker run --rm pokename generate "a fiery lizard"
# docker run --rm --gpus all --user "$(id -u):$(id -g)" -e HOME=/tmp -v "$PWD:/project" \
#     -v pokename-hub:/hub -e HF_HOME=/hub pokename:train train --config gpt2.yaml

FROM python:3.12-slim AS source
WORKDIR /source
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY configs configs
COPY src src

FROM python:3.12-slim AS generate
ENV PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN --mount=from=source,source=/source,target=/source,rw \
    pip install --constraint /source/constraints.txt /source
RUN useradd --create-home pokename
USER pokename
WORKDIR /project
ENTRYPOINT ["pokename"]
CMD ["--help"]

FROM generate AS train
USER root
RUN --mount=from=source,source=/source,target=/source,rw \
    pip install --constraint /source/constraints.txt '/source[train,wandb]'
USER pokename
