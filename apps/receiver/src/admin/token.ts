import { ConfigError } from '../config/config-error.ts';
import { type GeneratedSecret, isOneOf, loadOrCreateSecret } from '../config/secret.ts';
import type { Config } from '../config.ts';

/** The token of the admin listener. */
export interface AdminToken {
  /** Compares in constant time. */
  readonly isValid: (token: string | undefined) => boolean;
  /** The generated token; absent if one is configured. */
  readonly generated?: GeneratedSecret;
}

/**
 * Loads the admin token: `ADMIN_TOKEN`, or one that is generated and stored in `file`, but never in production.
 *
 * @throws ConfigError in production without a token.
 */
export async function loadAdminToken(config: Config, file: string): Promise<AdminToken> {
  if (config.ADMIN_TOKEN !== undefined) return { isValid: isOneOf([config.ADMIN_TOKEN]) };
  if (config.NODE_ENV === 'production') throw new ConfigError('ADMIN_TOKEN: expected a token in production');
  const generated = await loadOrCreateSecret(file);
  return { isValid: isOneOf([generated.secret]), generated };
}
