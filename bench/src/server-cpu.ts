import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// Microseconds in a clock tick of /proc (USER_HZ is 100 on every platform that Node supports).
const TICK_US = 10_000;

/**
 * Processor time that a PostgreSQL server has used, with its ended processes, in microseconds.
 *
 * @param folder with the folder `data` of the server.
 * @returns `undefined` on a system without /proc.
 */
export function serverCpu(folder: string): number | undefined {
  const pid = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0];
  let ticks: number | undefined;
  for (const each of processes()) {
    const fields = statOf(each);
    // proc_pid_stat(5): after the name, the second field is the parent; the 12th to 15th are times, those of ended children too.
    if (!fields || (each !== pid && fields[1] !== pid)) continue;
    for (const time of fields.slice(11, 15)) ticks = (ticks ?? 0) + Number(time);
  }
  return ticks === undefined ? undefined : ticks * TICK_US;
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function statOf(pid: string): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
