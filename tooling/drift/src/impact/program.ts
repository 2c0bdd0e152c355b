import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AdminApiError, type ConnectionSettings } from '@partner-webhooks/admin-api/client';
import { type Contract, ContractError } from '@partner-webhooks/codegen';
import { InboxUnavailableError } from '@partner-webhooks/inbox';
import { Command, CommanderError } from 'commander';
import { openEdition } from './contract/edition.ts';
import { openBase } from './contract/open-base.ts';
import { checkHandlers } from './handlers/check-handlers.ts';
import type { HandlerCheck } from './handlers/handler-check.ts';
import type { Impact } from './impact.ts';
import { ImpactError } from './impact-error.ts';
import { measureImpact } from './measure-impact.ts';
import { createProgress } from './progress.ts';
import { jsonReport, withoutIds } from './report/json.ts';
import { markdownReport } from './report/markdown.ts';
import { sanitize, textReport } from './report/text.ts';
import { parseSince } from './since.ts';
import { openStored, type StoredOptions } from './stored/open-stored.ts';

/** What the program reads and where it writes. */
export interface ProgramEnvironment extends ConnectionSettings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` writes to a terminal, which then shows the progress. */
  readonly isTerminal: boolean;
  /** Makes a path on the command line absolute. */
  readonly resolvePath: (path: string) => string;
  readonly now: () => Date;
}

// 70 is `EX_SOFTWARE` of sysexits.h: a bug must not look like a rejected notification.
const EXIT = { noneRejected: 0, someRejected: 1, failed: 2, bug: 70 } as const;

interface Options extends StoredOptions {
  readonly since?: Date;
  readonly base?: string;
  readonly contract: string;
  /** `false`: do not compile them. */
  readonly handlers: string | false;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly ids: boolean;
}

/**
 * Runs `drift:impact`.
 *
 * @param args the arguments after the name of the program.
 * @returns the exit code.
 */
export async function run(args: readonly string[], environment: ProgramEnvironment): Promise<number> {
  const { out, err, now } = environment;
  let code: number = EXIT.noneRejected;
  const command = new Command('drift:impact')
    .description(
      'Validates every stored body against the contract of the working tree and by the last release.',
    )
    .option(
      '--inbox <url>',
      'the DATABASE_URL of a receiver, which may be running: file:data/inbox.db or postgres:…',
    )
    .option('--admin <url>', 'the admin listener of a receiver; the default is that of the environment')
    .option('--since <time>', 'only what was received since then: 30d, 12h, 2026-01-31', (text) =>
      parseSince(text, now()),
    )
    .option('--base <ref>', 'compare with the contract in this commit, instead of the last release')
    .option('--json', 'print a JSON object')
    .option('--markdown', 'print Markdown for a pull request')
    .option('--no-ids', 'print no ids of notifications')
    .option('--contract <folder>', 'the folder of the contract', 'openapi')
    .option('--handlers <folder>', 'the folder of the handlers to compile', HANDLERS)
    .option('--no-handlers', 'do not compile the handlers')
    .action(async (options: Options, command: Command) => {
      if (options.json && options.markdown)
        command.error('error: --json and --markdown: expected one of them, found both');
      const impact = await findImpact(options, environment);
      const shown = options.ids ? impact : withoutIds(impact);
      out(options.json ? jsonReport(shown) : options.markdown ? markdownReport(shown) : textReport(shown));
      code = impact.rejected.bodies > 0 ? EXIT.someRejected : EXIT.noneRejected;
    })
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .addHelpText('after', ENVIRONMENT_HELP);
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.noneRejected : EXIT.failed;
    if (error instanceof Error && EXPECTED.some((expected) => error instanceof expected)) {
      err(`${sanitize(error.message)}\n`);
      return EXIT.failed;
    }
    err(`This is a bug in drift:impact.\n${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.bug;
  }
}

// What these say is for the user; anything else is a bug.
const EXPECTED = [ImpactError, ContractError, AdminApiError, InboxUnavailableError];

const HANDLERS = 'apps/receiver/src/handlers';
const TYPES = 'packages/types/generated';

const ENVIRONMENT_HELP = `
Environment:
  ADMIN_URL        the admin listener of the receiver (default: http://127.0.0.1:9090)
  ADMIN_TOKEN      its token (default: the one in data/admin-token)
  PGPASSWORD       the password for --inbox postgres:…, if the URL has none
  MAX_BODY_BYTES   the setting of the receiver, for compressed bodies in quarantine (default: 1048576)

Exit codes: 0 no stored notification would be rejected, 1 some would be, 2 the impact cannot be found out,
70 a bug in drift:impact.`;

async function findImpact(options: Options, environment: ProgramEnvironment): Promise<Impact> {
  const { resolvePath, err, isTerminal } = environment;
  const { since } = options;
  const folder = resolvePath(options.contract);
  const root = join(folder, 'openapi.yaml');
  if (!existsSync(root)) throw new ImpactError(`${root}: there is no contract`);
  const maxBodyBytes = maxBytesOf(environment);
  // First, because compiling two contracts takes a second.
  const { name, bodies } = await openStored(options, environment, resolvePath);
  try {
    const total = await bodies.count(since);
    const present = await openEdition(root, 'the working tree');
    const base = await openBase(folder, options.base);
    const progress = createProgress(isTerminal ? err : undefined, total, () => performance.now());
    const counts = await measureImpact(
      bodies,
      { base, present, maxBodyBytes },
      { since, onValidated: progress.next },
    ).finally(progress.end);
    return {
      base: base.name,
      source: name,
      ...(since && { since: since.toISOString() }),
      ...counts,
      handlers: await handlersOf(options, present.contract, resolvePath),
    };
  } finally {
    await bodies.close();
  }
}

async function handlersOf(
  { handlers }: Options,
  contract: Contract,
  resolvePath: ProgramEnvironment['resolvePath'],
): Promise<HandlerCheck> {
  if (handlers === false) return { checked: false, reason: '--no-handlers' };
  return checkHandlers(contract, { handlers: resolvePath(handlers), types: resolvePath(TYPES) });
}

function maxBytesOf({ environment }: ProgramEnvironment): number {
  const text = environment['MAX_BODY_BYTES'] || DEFAULT_MAX_BODY_BYTES;
  if (!/^[1-9]\d{0,7}$/.test(text))
    throw new ImpactError(`MAX_BODY_BYTES: expected a number of bytes from 1 to 16777216, found ${text}`);
  return Number(text);
}

// docs/configuration.md
const DEFAULT_MAX_BODY_BYTES = '1048576';
