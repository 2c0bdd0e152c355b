import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

// Puts what a server needs into a folder, as the Dockerfile does: `pnpm artefact <folder>`. It is built in a copy of the
// repository, because `pnpm deploy` changes the state of the workspace that it runs in.

const [folder] = parseArgs({ allowPositionals: true }).positionals;
if (folder === undefined || existsSync(folder)) {
  process.stderr.write(
    folder === undefined
      ? 'expected a folder that does not exist: pnpm artefact <folder>\n'
      : `${folder} exists: expected a folder that does not exist\n`,
  );
  process.exit(2);
}
const copy = mkdtempSync(join(tmpdir(), 'artefact-'));
try {
  for (const file of filesOfRepository()) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(file, join(copy, file));
  }
  execFileSync('sh', ['deploy/build.sh', resolve(folder)], { cwd: copy, stdio: 'inherit' });
} finally {
  rmSync(copy, { recursive: true });
}

/** Also those that are not committed yet. */
function filesOfRepository(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(file));
}
