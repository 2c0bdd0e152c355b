import type { HandlerCheck } from './handlers/handler-check.ts';

/** What the contract of the working tree would have done to everything that is stored. No value of a body is in it. */
export interface Impact {
  /** The contract that it is compared with: `the release 1.1.0`. */
  readonly base: string;
  /** Where the bodies were read from. */
  readonly source: string;
  /** Only bodies that were received at this time or later. */
  readonly since?: string;
  /** How many bodies were read. */
  readonly read: { readonly notifications: number; readonly quarantined: number };
  /** Notifications that the base accepts and the working tree rejects. */
  readonly rejected: Rejections;
  /** Notifications that the base rejects: another contract has accepted them. */
  readonly alreadyRejected: Rejections & {
    /** How many of them the working tree accepts. */
    readonly accepted: number;
  };
  /** Notifications whose event type the working tree does not have. */
  readonly withoutEventType: readonly WithoutEventType[];
  /** What the base observes and the working tree knows. */
  readonly becomeKnown: readonly ObservationGroup[];
  /** What the base knows and the working tree observes. */
  readonly becomeUnknown: readonly ObservationGroup[];
  /** How many bodies have so many observations that they are not all listed, and are not compared. */
  readonly tooManyObservations: number;
  /** Quarantined bodies. */
  readonly quarantine: {
    readonly accepted: readonly AcceptedGroup[];
    readonly rejected: number;
  };
  /** Values of extensible enums of the working tree that no stored body has. */
  readonly neverSeen: readonly NeverSeen[];
  /** Event types of the working tree of which no body is stored. */
  readonly withoutBodies: readonly string[];
  /** Bodies that neither contract can validate. */
  readonly notValidated: readonly NotValidatedGroup[];
  readonly handlers: HandlerCheck;
}

/** How many there are, and the ids of the first three. */
export interface Counted {
  readonly count: number;
  /** Absent with `--no-ids`. */
  readonly ids?: readonly string[];
}

/** Rejected bodies by reason. A body that is rejected for two reasons is in two groups. */
interface Rejections {
  readonly bodies: number;
  readonly groups: readonly ViolationGroup[];
}

/** Bodies with the same violation at the same place. */
export interface ViolationGroup extends Counted {
  readonly eventType: string;
  /** JSON Pointer with `*` for every index, up to the first name that no contract has. */
  readonly pointer: string;
  /** The keyword of JSON Schema, with its value in the contract: `required`, `maxLength 20`. */
  readonly rule: string;
}

/** Bodies with the same observation. */
export interface ObservationGroup extends Counted {
  readonly eventType: string;
  readonly pointer: string;
  readonly kind: 'unknown-property' | 'unknown-value';
  /** Present if it is a value of either contract. */
  readonly value?: string | number | boolean;
}

/** Quarantined bodies of an event type that the working tree accepts. */
interface AcceptedGroup extends Counted {
  readonly eventType: string;
  /** How many of them the base accepts, too. */
  readonly byBase: number;
}

/** Notifications of an event type that the working tree does not have. */
interface WithoutEventType extends Counted {
  readonly eventType: string;
  /** How many of them wait for their handler: none can be called. */
  readonly pending: number;
}

/** Values of one enum that no stored body has. */
interface NeverSeen {
  readonly eventType: string;
  readonly pointer: string;
  readonly values: readonly unknown[];
}

/** Bodies that cannot be validated for the same reason. */
interface NotValidatedGroup extends Counted {
  readonly store: 'inbox' | 'quarantine';
  readonly reason: string;
}
