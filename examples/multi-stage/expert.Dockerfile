# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM node:20 AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci
COPY web/ ./
RUN npm run build

FROM golang:1.22-bookworm AS server
WORKDIR /src
COPY server/go.mod ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY server/ ./
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -o /server .

FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends ca-certificates
RUN useradd --system --no-create-home server
COPY --from=web /web/dist /srv/www
COPY --from=server /server /usr/local/bin/server
USER server
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/server"]
