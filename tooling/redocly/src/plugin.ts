import type { Oas3Rule, Plugin } from '@redocly/openapi-core';
import { described } from './rules/described.ts';
import { enumDescriptions } from './rules/enum-descriptions.ts';
import { eventTypeKey } from './rules/event-type-key.ts';
import { lifecycle } from './rules/lifecycle.ts';
import { noDraft } from './rules/no-draft.ts';
import { noPlaceholder } from './rules/no-placeholder.ts';
import { subjectAndClockChosen } from './rules/subject-and-clock-chosen.ts';
import { webhookExamples } from './rules/webhook-examples.ts';
import { webhookFileName } from './rules/webhook-file-name.ts';
import { webhookOperation } from './rules/webhook-operation.ts';
import { webhookResponses } from './rules/webhook-responses.ts';
import { webhookSubjectAndClock } from './rules/webhook-subject-and-clock.ts';

const rules: Record<string, Oas3Rule> = {
  described,
  'enum-descriptions': enumDescriptions,
  'event-type-key': eventTypeKey,
  lifecycle,
  'no-draft': noDraft,
  'no-placeholder': noPlaceholder,
  'subject-and-clock-chosen': subjectAndClockChosen,
  'webhook-examples': webhookExamples,
  'webhook-file-name': webhookFileName,
  'webhook-operation': webhookOperation,
  'webhook-responses': webhookResponses,
  'webhook-subject-and-clock': webhookSubjectAndClock,
};

// A question to a person, not a fault.
const WARNINGS: ReadonlySet<string> = new Set(['subject-and-clock-chosen']);

const all = Object.fromEntries(
  Object.keys(rules).map((name) => [
    `contract/${name}`,
    WARNINGS.has(name) ? ('warn' as const) : ('error' as const),
  ]),
);

/** The rules of the contract as a Redocly plugin; `extends: [contract/all]` enables all of them. */
export default function contractPlugin(): Plugin {
  return { id: 'contract', rules: { oas3: rules }, configs: { all: { rules: all } } };
}
