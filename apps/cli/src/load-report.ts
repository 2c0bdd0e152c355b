import type { LoadResult, Verification } from '@partner-webhooks/simulator';
import { table } from './terminal.ts';

/** What a load came to, as tables. */
export function loadReport(result: LoadResult, verification: Verification | undefined): string {
  const { mean, p50, p90, p99, p999, max } = result.latency;
  const latency = table(
    ['', 'MEAN', 'P50', 'P90', 'P99', 'P99.9', 'MAX'],
    [['milliseconds', ...[mean, p50, p90, p99, p999, max].map((value) => value.toFixed(2))]],
  );
  const answers = table(
    ['ANSWER', 'COUNT'],
    Object.entries(result.answers).map(([answer, count]) => [answer, String(count)]),
  );
  return [headline(result), answers, latency, CLOCK[result.loop], ...verdict(verification)].join('\n');
}

function headline({ loop, rate, connections, seconds, sent, acknowledged, ...rest }: LoadResult): string {
  const how = loop === 'open' ? `${rate} a second asked for, ` : '';
  const retries = rest.retries > 0 ? `, ${rest.retries} retries` : '';
  const speed = `${rest.acknowledgedPerSecond.toFixed(0)}/s`;
  return (
    `${how}${connections} connections, ${seconds.toFixed(1)} s\n` +
    `${sent} sent, ${acknowledged} acknowledged (${speed})${retries}\n`
  );
}

const CLOCK = {
  open: 'From the moment at which each was due: what a stall held up is in it.\n',
  closed:
    'From the moment at which each was sent. During a stall nothing more is sent, so what would have waited is not in it; --rate measures that.\n',
};

function verdict(verification: Verification | undefined): string[] {
  if (!verification) return [];
  const { acknowledged, missing, repeated, notHandledOnce, outOfOrder, handlersOn } = verification;
  const rows = [
    ['acknowledged', String(acknowledged), ''],
    ['missing', String(missing.length), missing[0] ?? ''],
    ['repeated', String(repeated.length), repeated[0] ?? ''],
    [
      'not handled once',
      handlersOn ? String(notHandledOnce.length) : 'handlers are off',
      notHandledOnce[0] ?? '',
    ],
    ['out of order', String(outOfOrder.length), outOfOrder[0] ?? ''],
  ];
  return [table(['VERIFIED', 'COUNT', 'THE FIRST'], rows)];
}
