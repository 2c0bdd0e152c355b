import { cpus, totalmem } from 'node:os';

/** The machine of the measurements. */
export function machine() {
  const [cpu] = cpus();
  return {
    cores: cpus().length,
    processor: cpu?.model ?? 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}
