import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const template = fileURLToPath(new URL('redoc.hbs', import.meta.url));
const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

// The logo in the footer is the only thing that the bundled page fetches from another server.
const REMOTE_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini-full.svg';

/** The parts of a page by Redoc. */
export interface RedocPage {
  /** Elements for the head. */
  readonly style: string;
  /** The first view, for the body. */
  readonly html: string;
  /** A module that exports `hydrate`; the same for every contract. */
  readonly library: string;
  /** What is to be run with the library: it makes the first view a program. */
  readonly definition: string;
}

/**
 * Makes the reference of a contract by Redoc, in parts: a page that forbids scripts within it needs them as files.
 *
 * @throws Error if Redocly fails, or writes something else than what is expected.
 */
export async function redocPage(contract: unknown): Promise<RedocPage> {
  const work = await mkdtemp(join(tmpdir(), 'partner-webhooks-redoc-'));
  try {
    const [input, output] = [join(work, 'openapi.json'), join(work, 'index.html')];
    await writeFile(input, JSON.stringify(contract));
    const options = ['build-docs', input, '--inlineBundle', '--template', template, '--output', output];
    // With telemetry, the page would send data about its readers.
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    await run(process.execPath, [redocly, ...options], { env, cwd: work });
    return partsOf((await readFile(output, 'utf8')).replaceAll(REMOTE_LOGO, 'data:,'));
  } finally {
    await rm(work, { recursive: true });
  }
}

const BEGIN_OF_DEFINITION = 'const __redoc_definition';

/** Takes the parts out of what {@link template} marks. */
function partsOf(output: string): RedocPage {
  const [, style, content] = /<!--style-->([\s\S]*?)<!--content-->([\s\S]*)<!--end-->/.exec(output) ?? [];
  // The first script repeats what `theme.js` does.
  const body = content?.replace(/<div hidden="">.*?<\/script><\/div>/, '<div hidden=""></div>');
  const [, html, script] = /^([\s\S]*?)<script type="module">([\s\S]*)<\/script>/.exec(body ?? '') ?? [];
  const begin = script?.indexOf(BEGIN_OF_DEFINITION) ?? -1;
  if (style === undefined || html === undefined || script === undefined || begin < 0)
    throw new Error(
      `expected a style, the content, and a script with \`${BEGIN_OF_DEFINITION}\` from Redocly: read what it writes now, and change ${import.meta.filename}`,
    );
  // Redoc goes to these places by itself; without it they are in the page or nowhere.
  const view = html.replaceAll(' href="/', ' href="#/');
  // The list of examples says which one is shown; this name would hide it from a screen reader.
  const library = script.slice(0, begin).replace('"aria-label":`Example`,options:', 'options:');
  return { style, html: view, library, definition: script.slice(begin) };
}
