import { isOneOf, keptSecret, type MadeUpSecret } from '../config/secret.ts';
import { type Config, ConfigError } from '../config.ts';

/** The token of the admin listener, and where a made-up one comes from. */
export interface AdminToken {
  /** Compares in constant time. */
  readonly isValid: (token: string | undefined) => boolean;
  /** The token that was made up; absent where one is configured. */
  readonly madeUp?: MadeUpSecret;
}

/**
 * Finds the admin token: `ADMIN_TOKEN`, or one that is made up and kept in `file`, but never in production.
 *
 * @throws ConfigError in production without a token.
 */
export async function loadAdminToken(config: Config, file: string): Promise<AdminToken> {
  if (config.ADMIN_TOKEN !== undefined) return { isValid: isOneOf([config.ADMIN_TOKEN]) };
  if (config.NODE_ENV === 'production') throw new ConfigError('ADMIN_TOKEN: expected a token in production');
  const madeUp = await keptSecret(file);
  return { isValid: isOneOf([madeUp.secret]), madeUp };
}
