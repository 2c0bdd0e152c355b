// Every program loads this before anything else: an older Node would end with the stack of an import that it lacks. It imports
// nothing, and has no syntax that Node 14 does not know.

/** Whether a version of Node runs the programs: those of `engines` in the package.json of the repository. */
export function isSupported(version: string): boolean {
  const major = Number(version.split('.')[0]);
  return major === 24 || major >= 26;
}

/** The sentence for a version that does not. */
export function unsupportedNode(version: string): string {
  return `expected Node 24, or 26 and later, found Node ${version}: install Node 24, or run the command through pnpm, which brings its own`;
}

/** Ends the process with one line if its Node is not supported. */
export function expectSupportedNode(): void {
  if (isSupported(process.versions.node)) return;
  process.stderr.write(`${unsupportedNode(process.versions.node)}\n`);
  process.exit(1);
}
