import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftOver } from '../tooling/temporary-files.ts';

it('removes what killed runs have left, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'left-over-'));
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const twoHoursAgo = Date.now() / 1000 - 7_200;
  const present = [
    { name: `partner-webhooks-${ended}-aaaaaa`, since: twoHoursAgo },
    // A process of another container may have that number.
    { name: `partner-webhooks-${ended}-bbbbbb`, since: Date.now() / 1000 },
    { name: `partner-webhooks-${process.pid}-cccccc`, since: twoHoursAgo },
    { name: `other-${ended}-dddddd`, since: twoHoursAgo },
    { name: 'partner-webhooks-eeeeee', since: twoHoursAgo },
  ];
  for (const { name, since } of present) {
    mkdirSync(join(folder, name, 'inner'), { recursive: true });
    writeFileSync(join(folder, name, 'inner/file'), '');
    utimesSync(join(folder, name), since, since);
  }
  try {
    removeLeftOver(folder);
    expect(readdirSync(folder).sort()).toEqual(
      present
        .slice(1)
        .map(({ name }) => name)
        .sort(),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
