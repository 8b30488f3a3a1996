FROM golang:1.22 AS build
ENV CGO_ENABLED=0
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod go build -o /out/service ./cmd/service
RUN /out/service --version | grep -q v1

FROM alpine:3.19
RUN apk add ca-certificates tzdata
RUN addgroup -S service && adduser -S -G service service
COPY --from=build /out/service /usr/local/bin/service
COPY --from=build /src/migrations /srv/migrations/
USER service
ENTRYPOINT ["service"]
