# docs/deployment.md describes how to build and run it. The version of Node is that of pnpm-workspace.yaml.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /repository
COPY . .
RUN deploy/build.sh /artefact

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    DATABASE_URL=file:/data/inbox.db \
    DATA_FOLDER=/data
WORKDIR /app
COPY --from=build /artefact ./
COPY deploy/healthcheck.mjs ./
# Everything that is written goes to /data: the root file system may be read-only.
RUN ln -s ../../app/bin/partner-webhooks.js /usr/local/bin/partner-webhooks \
    && install -d -o node -g node -m 0700 /data
VOLUME /data
# By number, so that Kubernetes can see that it is not root.
USER 1000:1000
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs"]
CMD ["node", "node_modules/@partner-webhooks/receiver/dist/main.js"]
