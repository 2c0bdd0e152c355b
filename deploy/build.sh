#!/bin/sh
# Builds everything and puts what a server needs into a folder that does not exist yet: the receiver, the command line and their
# production dependencies. `pnpm deploy` changes the state of the workspace that it runs in, so run this in a copy of the
# repository: the Dockerfile does, and `pnpm artefact <folder>` makes one.
set -eu
target=$1
pnpm="npx -y pnpm@$(node -p "require('./package.json').packageManager.split('@')[1]")"
export TURBO_TELEMETRY_DISABLED=1
$pnpm install --frozen-lockfile
$pnpm build
$pnpm --filter @partner-webhooks/cli deploy --prod "$target"
# What only the build needs.
rm -f "$target/pnpm-lock.yaml" "$target/pnpm-workspace.yaml"
find "$target" -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete
for package in "$target"/node_modules/@partner-webhooks/*/; do
  rm -rf "$package/src" "$package/test"
done
