import { Progress } from '@base-ui/react/progress';
import { api, type Schemas } from '../api/client.ts';
import { useMayChange } from '../api/session.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { counted, formatCount } from '../controls/format.ts';

/** How far a job is, asked for until it has ended, and how to cancel it. */
export function JobProgress({ job: known }: { readonly job: Schemas['Job'] }) {
  const { data: job = known, error } = api.useQuery(
    'get',
    '/api/jobs/{id}',
    { params: { path: { id: known.id } } },
    {
      initialData: known,
      // One that has ended stays as it is: a list of a hundred would ask for each.
      staleTime: known.state === 'running' ? 0 : Number.POSITIVE_INFINITY,
      refetchInterval: ({ state }) => (state.data?.state === 'running' ? POLL_MS : false),
    },
  );
  const cancel = api.useMutation('post', '/api/jobs/{id}/cancel');
  const mayChange = useMayChange();
  const { state, done, matched, total } = job;
  const verb = job.action === 'replay' ? 'replayed' : 'discarded';
  return (
    <div className="job">
      <Progress.Root
        value={state === 'running' && total === undefined ? null : matched}
        max={Math.max(total ?? matched, 1)}
        getAriaValueText={() => `${formatCount(matched)} of ${formatCount(total ?? 0)}`}
      >
        <Progress.Label className="progress-label">
          {state === 'running' ? 'Running' : ENDS[state]}: {formatCount(done)} {verb}
          {total !== undefined && ` of ${formatCount(total)}`}
          {job.operator && `, by ${job.operator}`}
        </Progress.Label>
        <Progress.Track className="progress">
          <Progress.Indicator className={`progress-bar progress-${state}`} />
        </Progress.Track>
      </Progress.Root>
      {job.omitted !== undefined && (
        <p className="hint">
          {counted(job.omitted, 'notification')} matched besides those that were counted, and stay as they
          are.
        </p>
      )}
      {job.error !== undefined && <p className="bad">{job.error}</p>}
      {error && <ErrorNotice error={error} />}
      {cancel.error && <ErrorNotice error={cancel.error} />}
      {state === 'running' && mayChange && (
        <button
          type="button"
          disabled={cancel.isPending || cancel.isSuccess}
          onClick={() => cancel.mutate({ params: { path: { id: job.id } } })}
        >
          {cancel.isPending || cancel.isSuccess ? 'Cancelling…' : 'Cancel the rest'}
        </button>
      )}
    </div>
  );
}

const POLL_MS = 500;

const ENDS = { done: 'Done', cancelled: 'Cancelled', failed: 'Failed', interrupted: 'Interrupted' };
