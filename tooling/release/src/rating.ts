import type { Difference, Effect, Flow } from './compare/difference.ts';
import type { Bump } from './version.ts';

/** The parties that a change can break. */
type Party = 'receivers' | 'platform' | 'clients';

/** The effect of a change on the parties that know the last release. */
export interface Rating {
  readonly rating: 'breaking' | 'tolerant readers only' | 'safe';
  readonly bump: Exclude<Bump, 'none'>;
  /** Of `breaking`: whom it breaks. */
  readonly breaks: readonly Party[];
  /** What it does to either side, in one or two sentences. */
  readonly why: string;
}

/** Rates a difference. @param version the last release, for the reason. */
export function rate(flow: Flow, difference: Difference, version: string): Rating {
  const { rating, breaks = [], reason } = RATINGS[flow][difference.effect];
  const bump = rating === 'breaking' ? 'major' : difference.effect === 'words' ? 'patch' : 'minor';
  return { rating, bump, breaks, why: difference.why ?? reason(difference, version) };
}

interface Rule {
  readonly rating: Rating['rating'];
  readonly breaks?: readonly Party[];
  readonly reason: (difference: Difference, version: string) => string;
}

const WORDS: Rule = { rating: 'safe', reason: () => 'It is for people: programs do not read it.' };
const SAME: Rule = { rating: 'safe', reason: () => 'Every value is accepted as before.' };

/** The rating of each effect on each kind of values. The table in docs/contract-lifecycle.md shows it. */
const RATINGS: Readonly<Record<Flow, Readonly<Record<Effect, Rule>>>> = {
  notification: {
    wider: {
      rating: 'breaking',
      breaks: ['receivers'],
      reason: ({ admits }, version) =>
        `A receiver built on ${version} rejects a notification ${admits}, which the platform may send now.`,
    },
    narrower: {
      rating: 'breaking',
      breaks: ['platform'],
      reason: ({ rejects }, version) =>
        `A receiver of this contract rejects a notification ${rejects}, which ${version} allows the platform to send.`,
    },
    other: {
      rating: 'breaking',
      breaks: ['receivers', 'platform'],
      reason: ({ admits, rejects }, version) =>
        `A receiver built on ${version} rejects a notification ${admits}. A receiver of this contract rejects one ${rejects}.`,
    },
    more: {
      rating: 'tolerant readers only',
      reason: ({ admits }, version) =>
        `A receiver built on ${version} accepts a notification ${admits} and reports it as an observation. A strict reader rejects it.`,
    },
    gone: {
      rating: 'breaking',
      breaks: ['receivers'],
      reason: ({ admits }, version) =>
        `Handlers that use it no longer find it.${admits === undefined ? '' : ` A receiver built on ${version} rejects a notification ${admits}.`}`,
    },
    meaning: {
      rating: 'breaking',
      breaks: ['receivers'],
      reason: () => 'Receivers read the same notifications differently.',
    },
    same: SAME,
    words: WORDS,
    nothing: SAME,
  },
  reply: {
    wider: {
      rating: 'breaking',
      breaks: ['platform'],
      reason: ({ admits }, version) =>
        `A receiver of this contract may respond ${admits}. A platform that reads responses by ${version} does not expect that.`,
    },
    narrower: {
      rating: 'breaking',
      breaks: ['receivers'],
      reason: ({ rejects }, version) =>
        `A receiver built on ${version} may respond ${rejects}, which this contract does not allow: the platform need not understand it.`,
    },
    other: {
      rating: 'breaking',
      breaks: ['receivers', 'platform'],
      reason: ({ admits, rejects }, version) =>
        `A receiver of this contract may respond ${admits}, which a platform of ${version} does not expect. A receiver built on ${version} may respond ${rejects}, which this contract does not allow.`,
    },
    more: {
      rating: 'tolerant readers only',
      reason: ({ admits }, version) =>
        `A receiver of this contract may respond ${admits}. A platform that reads responses by ${version} has to ignore what it does not know.`,
    },
    gone: {
      rating: 'breaking',
      breaks: ['platform'],
      reason: (_, version) => `A platform that reads responses by ${version} no longer finds it.`,
    },
    meaning: {
      rating: 'breaking',
      breaks: ['platform'],
      reason: () => 'The platform reads the same responses differently.',
    },
    same: SAME,
    words: WORDS,
    nothing: SAME,
  },
  request: {
    wider: {
      rating: 'safe',
      reason: ({ admits }, version) =>
        `Clients built on ${version} send nothing that is rejected. Only new ones send a request ${admits}.`,
    },
    narrower: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: ({ rejects }, version) =>
        `The server rejects a request ${rejects}, which clients built on ${version} may send.`,
    },
    other: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: ({ rejects }, version) =>
        `The server rejects a request ${rejects}, which clients built on ${version} may send.`,
    },
    more: { rating: 'safe', reason: (_, version) => `Clients built on ${version} need not send it.` },
    gone: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: (_, version) => `Clients built on ${version} may send it, and the server no longer reads it.`,
    },
    meaning: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: () => 'The server reads the same requests differently.',
    },
    same: SAME,
    words: WORDS,
    nothing: SAME,
  },
  response: {
    wider: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: ({ admits }, version) =>
        `The server may respond ${admits}, which clients built on ${version} do not expect.`,
    },
    narrower: {
      rating: 'safe',
      reason: ({ rejects }) =>
        `Clients read every response as before: the server no longer responds ${rejects}.`,
    },
    other: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: ({ admits }, version) =>
        `The server may respond ${admits}, which clients built on ${version} do not expect.`,
    },
    more: {
      rating: 'tolerant readers only',
      reason: ({ admits }, version) =>
        `The server may respond ${admits}. Clients built on ${version} have to ignore what they do not know.`,
    },
    gone: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: (_, version) => `Clients built on ${version} no longer find it.`,
    },
    meaning: {
      rating: 'breaking',
      breaks: ['clients'],
      reason: () => 'Clients read the same responses differently.',
    },
    same: SAME,
    words: WORDS,
    nothing: SAME,
  },
};
