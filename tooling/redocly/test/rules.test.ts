import { describe, expect, it } from 'vitest';
import contractPlugin from '../src/plugin.ts';
import { soundDocumentBut } from './change.ts';
import { contractRules, lintFiles } from './lint.ts';
import { soundDocument } from './sound-document.ts';
import type { Violation } from './violation.ts';
import { describedViolations } from './violations/described.ts';
import { enumDescriptionsViolations } from './violations/enum-descriptions.ts';
import { eventTypeKeyViolations } from './violations/event-type-key.ts';
import { lifecycleViolations } from './violations/lifecycle.ts';
import { noDraftViolations } from './violations/no-draft.ts';
import { noPlaceholderViolations } from './violations/no-placeholder.ts';
import { subjectAndClockChosenViolations } from './violations/subject-and-clock-chosen.ts';
import { webhookBodyViolations } from './violations/webhook-body.ts';
import { webhookExamplesViolations } from './violations/webhook-examples.ts';
import { webhookFileNameViolations } from './violations/webhook-file-name.ts';
import { webhookOperationViolations } from './violations/webhook-operation.ts';
import { webhookResponsesViolations } from './violations/webhook-responses.ts';
import { webhookSubjectAndClockViolations } from './violations/webhook-subject-and-clock.ts';

const violations: Record<string, Violation[]> = {
  described: describedViolations,
  'enum-descriptions': enumDescriptionsViolations,
  'event-type-key': eventTypeKeyViolations,
  lifecycle: lifecycleViolations,
  'no-draft': noDraftViolations,
  'no-placeholder': noPlaceholderViolations,
  'subject-and-clock-chosen': subjectAndClockChosenViolations,
  'webhook-examples': webhookExamplesViolations,
  'webhook-file-name': webhookFileNameViolations,
  'webhook-operation': [...webhookOperationViolations, ...webhookBodyViolations],
  'webhook-responses': webhookResponsesViolations,
  'webhook-subject-and-clock': webhookSubjectAndClockViolations,
};

it('no rule finds fault with the sound document', async () => {
  expect(await lintFiles(soundDocument(), await contractRules())).toEqual([]);
});

it('every rule of the plugin is broken by some document', () => {
  const rules = Object.keys(contractPlugin().rules?.oas3 ?? {});
  const broken = Object.keys(violations).filter((rule) => violations[rule]?.length);
  expect(broken.sort()).toEqual(rules.sort());
});

describe.each(Object.keys(violations))('%s reports', (rule) => {
  it.each(violations[rule] ?? [])('$fault', async ({ change, message, at }) => {
    const found = await lintFiles(soundDocumentBut(change), await contractRules());
    // One fault may break other rules too; this one it breaks exactly once.
    expect(found.filter((problem) => problem.rule === `contract/${rule}`)).toEqual([
      { rule: `contract/${rule}`, message, at },
    ]);
  });
});
