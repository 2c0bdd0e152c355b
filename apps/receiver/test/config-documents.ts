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

## Secrets by security scheme

The contract says which secrets a webhook requires, under \`security\`. The receiver looks at the type of a scheme, not at
its name:

| security scheme | valid secrets | header |
| --- | --- | --- |
| \`type: apiKey\`, \`in: header\` | \`API_KEYS\`, \`API_KEYS_FILE\` | the one of the contract, or \`API_KEY_HEADER\` |
| \`type: http\`, \`scheme: basic\` | \`BASIC_CREDENTIALS\`, \`BASIC_CREDENTIALS_FILE\` | \`Authorization\` |
| \`type: http\`, \`scheme: bearer\` | \`BEARER_TOKENS\`, \`BEARER_TOKENS_FILE\` | \`Authorization\` |

- All secrets of a scheme are valid at the same time, so that a secret can be replaced without a gap.
- If the contract has several schemes of one type, each has variables of its own, with the name of the scheme behind the
  name of the type: \`API_KEYS_CLIENT_ID\` and \`API_KEYS_CLIENT_ID_FILE\` for the scheme \`clientId\`. \`API_KEY_HEADER\` then
  cannot be set.
- A variable for a type that the contract does not require prevents the start: the operator expects a check that does not
  take place.
- Outside production, a scheme without secrets gets a generated one, as above: \`api-key\`, \`basic-credentials\` with the user
  \`platform\`, \`bearer-token\`.
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
