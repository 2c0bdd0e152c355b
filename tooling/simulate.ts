import { runQuietly } from './quiet-tasks.ts';

// `pnpm simulate`: builds the command line, and runs it in this process.

const code = await runQuietly([{ name: 'Building', args: ['build', '--filter=@partner-webhooks/cli'] }]);
if (code === 0) await import(new URL('../apps/cli/bin/partner-webhooks.js', import.meta.url).href);
else process.exitCode = code;
