# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM python:3.11

RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends libpq5

WORKDIR /app
COPY . .
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --no-build-isolation .

EXPOSE 8000
CMD ["greeter"]
