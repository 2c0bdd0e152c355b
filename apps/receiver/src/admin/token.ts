import { stat } from 'node:fs/promises';
import type { Clock } from '@partner-webhooks/inbox';
import { ConfigError } from '../config/config-error.ts';
import { type GeneratedSecret, loadOrCreateSecret } from '../config/secret.ts';
import type { Config } from '../config.ts';
import { findOperator, type OperatorToken, operatorToken, readOperators } from './operators.ts';

/** The tokens of the admin listener. */
export interface AdminToken {
  /** The operator of a token; `undefined` if the token is not valid. Compares in constant time. */
  readonly operatorOf: (token: string | undefined) => OperatorToken | undefined;
  /** Whether a token that was valid is valid still. */
  readonly isCurrent: (operator: OperatorToken) => boolean;
  /** The generated token; absent if one is configured. */
  readonly generated?: GeneratedSecret;
  /** Loads the file of tokens whenever it has changed. @returns a function that stops it. */
  readonly follow: (options: FollowTokensOptions) => () => void;
}

/** How to follow the file of tokens. */
export interface FollowTokensOptions {
  /** Between two checks of the file. */
  readonly intervalMs: number;
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly onReloaded: (operators: number) => void;
  /** Called once for each state of the file that cannot be used; the old tokens stay valid. */
  readonly onError: (error: unknown) => void;
}

/**
 * Loads the tokens of the admin listener: `ADMIN_TOKEN`, and those in `ADMIN_TOKENS_FILE`. Without any, a token is generated
 * and stored in `file`, but never in production.
 *
 * @throws ConfigError if the file of tokens has a fault, and in production without a token.
 */
export async function loadAdminToken(config: Config, file: string): Promise<AdminToken> {
  const { ADMIN_TOKEN: token, ADMIN_TOKENS_FILE: tokensFile } = config;
  const version = tokensFile === undefined ? '' : await versionOf(tokensFile);
  let named = tokensFile === undefined ? [] : await readOperators(tokensFile);
  if (token === undefined && named.length === 0 && config.NODE_ENV === 'production')
    throw new ConfigError('ADMIN_TOKEN: expected a token in production');
  const generated =
    token === undefined && tokensFile === undefined ? await loadOrCreateSecret(file) : undefined;
  const shared = token ?? generated?.secret;
  const own = shared === undefined ? [] : [operatorToken(SHARED_NAME, 'operator', shared)];

  return {
    operatorOf: (given) => findOperator([...own, ...named], given),
    isCurrent: (operator) =>
      [...own, ...named].some(
        (each) =>
          each.name === operator.name &&
          each.role === operator.role &&
          each.tokenHash.equals(operator.tokenHash),
      ),
    ...(generated && { generated }),
    follow(options) {
      if (tokensFile === undefined) return () => {};
      return followFile(tokensFile, version, options, async () => {
        named = await readOperators(tokensFile);
        options.onReloaded(named.length);
      });
    },
  };
}

// The name of an operator with the token that has no name.
const SHARED_NAME = 'admin';

/** The file is polled, as those of the certificate are: a symbolic link that is replaced reports nothing. */
function followFile(
  file: string,
  first: string,
  { intervalMs, clock, onError }: FollowTokensOptions,
  reload: () => Promise<void>,
): () => void {
  let version = first;
  let stopped = false;
  const check = async (): Promise<void> => {
    const found = await versionOf(file);
    if (found !== version && !stopped) {
      version = found;
      await reload().catch(onError);
    }
    if (!stopped) cancel = clock.setTimer(intervalMs, check);
  };
  let cancel = clock.setTimer(intervalMs, check);
  return () => {
    stopped = true;
    cancel();
  };
}

async function versionOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found ? `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}` : '';
}
