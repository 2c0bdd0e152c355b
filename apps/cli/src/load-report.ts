import type { LoadResult, Verification } from '@partner-webhooks/simulator';
import { table } from './table.ts';

/** The result of a load, as tables. */
export function loadReport(result: LoadResult, verification: Verification | undefined): string {
  const { mean, p50, p90, p99, p999, max } = result.latency;
  const latency = table(
    ['', 'MEAN', 'P50', 'P90', 'P99', 'P99.9', 'MAX'],
    [['milliseconds', ...[mean, p50, p90, p99, p999, max].map((value) => value.toFixed(2))]],
  );
  const responses = table(
    ['RESPONSE', 'COUNT'],
    Object.entries(result.responses).map(([response, count]) => [response, String(count)]),
  );
  return [
    headline(result),
    responses,
    latency,
    LATENCY_NOTE[result.loop],
    ...verificationTable(verification),
  ].join('\n');
}

function headline({ loop, rate, connections, seconds, sent, acknowledged, ...rest }: LoadResult): string {
  const target = loop === 'open' ? `target rate ${rate}/s, ` : '';
  const retries = rest.retries > 0 ? `, ${rest.retries} retries` : '';
  const speed = `${rest.acknowledgedPerSecond.toFixed(0)}/s`;
  return (
    `${target}${connections} connections, ${seconds.toFixed(1)} s\n` +
    `${sent} sent, ${acknowledged} acknowledged (${speed})${retries}\n`
  );
}

const LATENCY_NOTE = {
  open: 'Measured from the time at which each notification was due: the latency includes what a stall delayed.\n',
  closed:
    'Measured from the time at which each notification was sent. During a stall nothing is sent, so the latency does not include what a stall would have delayed; --rate measures that.\n',
};

function verificationTable(verification: Verification | undefined): string[] {
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
  return [table(['VERIFIED', 'COUNT', 'FIRST'], rows)];
}
