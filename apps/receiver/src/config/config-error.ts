/** Some settings cannot be used. The message has one line per setting. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
