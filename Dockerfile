# syntax=docker/dockerfile:1
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /lienket ./api

FROM alpine:3 AS folders
RUN mkdir -m 0750 /data && apk add --no-cache ca-certificates

FROM scratch
COPY --from=folders /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=folders --chown=65532:65532 /data /data
COPY --from=build /lienket /lienket
USER 65532:65532
ENV LIENKET_ADDR=0.0.0.0:8080 LIENKET_DATA=/data LIENKET_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/lienket", "healthcheck"]
ENTRYPOINT ["/lienket"]
