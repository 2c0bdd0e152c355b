import type { IForbiddenRuleType } from 'dependency-cruiser';

/** A rule and its purpose: the comment is printed when the rule is broken. */
export type Rule = IForbiddenRuleType & { readonly name: string; readonly comment: string };

/**
 * Which imports are forbidden. Paths are those of the repository. Imports of types count like any others: what a file is
 * written against is what it depends on.
 */
export const RULES: readonly Rule[] = [
  {
    name: 'no-cycle',
    comment: 'No file imports itself through others. Move what both need into a file of its own.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nothing-imports-an-app',
    comment: 'An app is a program. What another package needs of it belongs into packages/.',
    severity: 'error',
    // bench/ measures the receiver, and tests/ tries it: both start it, and nothing imports them.
    from: { path: '^(apps/[^/]+|packages|tooling)/', pathNot: '^(bench|tests)/' },
    to: { path: '^apps/', pathNot: '^$1/' },
  },
  {
    name: 'public-and-admin-are-apart',
    comment:
      'The platform and the operators use different listeners. What both need belongs into http/ or validation/.',
    severity: 'error',
    from: { path: '^apps/receiver/src/(public|admin)/' },
    to: { path: '^apps/receiver/src/(public|admin)/', pathNot: '^apps/receiver/src/$1/' },
  },
  {
    name: 'http-knows-no-routes',
    comment: 'http/ serves whatever application it is given. public/ and admin/ are built on it.',
    severity: 'error',
    from: { path: '^apps/receiver/src/http/' },
    to: { path: '^apps/receiver/src/(public|admin|handlers)/' },
  },
  {
    name: 'validation-knows-no-http',
    comment: 'Validation is a value. Only public/ and admin/ make HTTP errors of it.',
    severity: 'error',
    from: { path: '^apps/receiver/src/validation/' },
    to: { path: '^apps/receiver/src/(http|public|admin|handlers)/' },
  },
  {
    name: 'handlers-know-no-http',
    comment: 'A handler runs long after the request. It has the notification, its context and its services.',
    severity: 'error',
    from: { path: '^apps/receiver/src/handlers/' },
    to: { path: '^apps/receiver/src/(http|public|admin|validation)/' },
  },
  {
    name: 'ports-know-no-store',
    comment:
      'The ports of the inbox, its dispatcher and its rows serve every store. Only a store knows its database.',
    severity: 'error',
    from: { path: '^packages/inbox/src/(?!sqlite/|postgres/|index\\.ts$)' },
    to: { path: '^packages/inbox/src/(sqlite|postgres)/|^node:sqlite$|^sqlite$|/node_modules/pg/' },
  },
  {
    name: 'stores-are-apart',
    comment: 'A store works without the other. What both need belongs into rows/, or beside it.',
    severity: 'error',
    from: { path: '^packages/inbox/src/(sqlite|postgres)/' },
    to: { path: '^packages/inbox/src/(sqlite|postgres)/', pathNot: '^packages/inbox/src/$1/' },
  },
  {
    name: 'store-knows-no-dispatch',
    comment: 'A store keeps notifications. When a handler is called, and how often, is decided in dispatch/.',
    severity: 'error',
    from: { path: '^packages/inbox/src/(sqlite|postgres)/' },
    to: { path: '^packages/inbox/src/dispatch/' },
  },
  {
    name: 'reading-and-writing-are-apart',
    comment:
      'read/ and write/ use different connections. What both need belongs beside them in the folder of the store.',
    severity: 'error',
    from: { path: '^packages/inbox/src/(sqlite|postgres)/(read|write)/' },
    to: {
      path: '^packages/inbox/src/(sqlite|postgres)/(read|write|thread)/',
      pathNot: '^packages/inbox/src/$1/$2/',
    },
  },
  {
    name: 'run-time-knows-no-codegen',
    comment:
      'What runs at a partner is generated, committed and complete. Generators and tools stay at home.',
    severity: 'error',
    from: {
      path: '^(apps/(receiver|cli|console)|packages/(inbox|types|simulator|admin-api|request|lifecycle|observed))/(src|generated)/',
    },
    to: { path: '^(packages/codegen|tooling|bench|tests)/' },
  },
  {
    name: 'sources-know-no-tests',
    comment: 'What is shipped does not import what is only there for tests.',
    severity: 'error',
    from: { path: '/src/' },
    to: { path: '/test/|^tests/' },
  },
];
