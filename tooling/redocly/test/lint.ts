import { relative, resolve } from 'node:path';
import {
  BaseResolver,
  type Config,
  createConfig,
  lint,
  type NormalizedProblem,
  Source,
} from '@redocly/openapi-core';
import contractPlugin from '../src/plugin.ts';
import type { Files } from './sound-document.ts';

const ROOT = resolve('/contract');

/** A problem as the tests speak of it: `at` is `file#/pointer`, after "key of" where the key is underlined. */
interface Found {
  readonly rule: string;
  readonly message: string;
  readonly at: string;
}

/** The rules of the plugin and no others. */
export function contractRules(): Promise<Config> {
  return createConfig({ plugins: [contractPlugin()], extends: ['contract/all'] });
}

/** Lints files that are in memory only, beginning with `openapi.yaml`. */
export async function lintFiles(files: Files, config: Config): Promise<Found[]> {
  const problems = await lint({
    ref: resolve(ROOT, 'openapi.yaml'),
    config,
    externalRefResolver: new MemoryResolver(files),
  });
  return problems.map((problem) => ({
    rule: problem.ruleId,
    message: problem.message,
    at: locationOf(problem),
  }));
}

class MemoryResolver extends BaseResolver {
  readonly #files: Files;

  constructor(files: Files) {
    super();
    this.#files = files;
  }

  override loadExternalRef(absoluteRef: string): Promise<Source> {
    const path = relative(ROOT, absoluteRef).replaceAll('\\', '/');
    const file = this.#files[path];
    if (file === undefined) return Promise.reject(new Error(`no file ${path}`));
    return Promise.resolve(new Source(absoluteRef, JSON.stringify(file)));
  }
}

function locationOf({ location: [location] }: NormalizedProblem): string {
  if (!location) return 'nowhere';
  const file = relative(ROOT, location.source.absoluteRef).replaceAll('\\', '/');
  return `${location.reportOnKey ? 'key of ' : ''}${file}${location.pointer}`;
}
