import { describeConfig } from '../src/config.ts';

/** The table of all settings, as docs/configuration.md has it. */
export function configurationTable(): string {
  const rows = describeConfig().map(
    ({ name, meaning, fallback }) => `| \`${name}\` | ${meaning} | ${fallback} |`,
  );
  return `# Configuration

The receiver reads its settings from environment variables and checks all of them before it starts. A variable that is
empty counts as not set. What cannot be used stops the start, with one line for each variable.

| variable | meaning | default |
| --- | --- | --- |
${rows.join('\n')}

Sizes are in bytes. Durations are a number and a unit: \`500ms\`, \`10s\`, \`5m\`, \`24h\`, \`7d\`.

Where no key or no admin token is configured and \`NODE_ENV\` is not \`production\`, the receiver makes one up at its first
start, keeps it beside the database (\`api-key\`, \`admin-token\`) for nobody else to read, and shows it once, in a curl line
that can be pasted.
`;
}

/** All settings with their defaults, commented out, as .env.example has them. */
export function environmentExample(): string {
  const settings = describeConfig().map(({ name, meaning, fallback }) => {
    const value = /^[\w.:/-]+$/.test(fallback) ? fallback : '';
    return `# ${meaning}\n# ${name}=${value}\n`;
  });
  return `# Every setting of the receiver. docs/configuration.md has them as a table.\n\n${settings.join('\n')}`;
}
