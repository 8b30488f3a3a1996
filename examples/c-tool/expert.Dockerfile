# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM debian:bookworm

RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && \
    apt-get install -y --no-install-recommends gcc make libc6-dev zlib1g-dev

WORKDIR /usr/src/count
COPY . .
RUN make && make install

ENTRYPOINT ["count"]
