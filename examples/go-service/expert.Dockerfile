# The same image, written by hand for quick rebuilds: https://docs.docker.com/build/cache/optimize/
FROM golang:1.22-bookworm

RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata

# the service runs as nobody
RUN useradd --system --no-create-home service

WORKDIR /src
COPY go.mod ./
RUN --mount=type=cache,target=/go/pkg/mod \
    go mod download
COPY main.go ./
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    go vet ./...
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -o /usr/local/bin/service .

USER service
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/service"]
