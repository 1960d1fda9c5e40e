# syntax=docker/dockerfile:1
# The operator's image: Node's binary with exactly its shared libraries, one bundled file, certificates, nothing else.
# Without a container engine `npm run image` makes the same from the machine's own C library.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm run --silent image -- --root-only

FROM scratch
COPY --from=build /src/image/root/ /
LABEL org.opencontainers.image.title="tapdb-operator" \
      org.opencontainers.image.description="Composes a highly available, read-heavy PostgreSQL on AWS from one TapDatabase, through AWS Controllers for Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0"
USER 65532:65532
ENTRYPOINT ["/usr/bin/node", "/app/build/cli/tapdb.js"]
CMD ["operator"]
