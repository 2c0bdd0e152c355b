import { describeConfig } from '../src/config.ts';

/** The text of docs/configuration.md: the table of all settings. */
export function configurationTable(): string {
  const rows = describeConfig().map(
    ({ name, meaning, fallback }) => `| \`${name}\` | ${meaning} | ${fallback} |`,
  );
  return `# Configuration

The receiver reads its settings from environment variables and validates all of them before it starts. An empty variable
counts as not set. If a value is invalid, the receiver does not start and prints one line per invalid variable.

| variable | meaning | default |
| --- | --- | --- |
${rows.join('\n')}

Sizes are in bytes. Durations are a number and a unit: \`500ms\`, \`10s\`, \`5m\`, \`24h\`, \`7d\`.

If no API key or no admin token is set and \`NODE_ENV\` is not \`production\`, the receiver generates it at its first start.
It stores the secret in a file beside the database (\`api-key\`, \`admin-token\`) with mode 0600, and prints it once, in a
curl command that you can paste.
`;
}

/** The text of .env.example: all settings with their defaults, commented out. */
export function environmentExample(): string {
  const settings = describeConfig().map(({ name, meaning, fallback }) => {
    const value = /^[\w.:/-]+$/.test(fallback) ? fallback : '';
    return `# ${meaning}\n# ${name}=${value}\n`;
  });
  return `# All settings of the receiver. docs/configuration.md shows them as a table.\n\n${settings.join('\n')}`;
}
