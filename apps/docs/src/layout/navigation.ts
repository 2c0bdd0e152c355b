import type { Page, Section } from '../site/page.ts';

/** A group of links in the sidebar. */
export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly NavigationItem[];
}

interface NavigationItem {
  readonly title: string;
  readonly url: string;
}

/** The sidebar of each tab. */
export type Navigation = Readonly<Record<Section, readonly NavigationGroup[]>>;

/** The tabs of the header. */
export const TABS: readonly { readonly section: Section; readonly title: string; readonly url: string }[] = [
  { section: 'webhooks', title: 'Webhooks', url: 'webhooks/index.html' },
  { section: 'guides', title: 'Guides', url: 'guides/readme.html' },
  { section: 'reference', title: 'Reference', url: 'reference/index.html' },
  { section: 'decisions', title: 'Decisions', url: 'decisions/index.html' },
];

// What is read together. A guide that is named nowhere is in the last group.
const GUIDE_GROUPS: readonly { readonly title: string; readonly sources: readonly string[] }[] = [
  { title: 'Start', sources: ['README.md', 'docs/glossary.md', 'docs/architecture.md'] },
  {
    title: 'Receive',
    sources: ['docs/handlers.md', 'docs/simulator.md', 'docs/configuration.md', 'packages/types/README.md'],
  },
  {
    title: 'Operate',
    sources: [
      'docs/operations.md',
      'docs/deployment.md',
      'docs/security.md',
      'docs/performance.md',
      'docs/scale.md',
      'docs/upgrading.md',
    ],
  },
  {
    title: 'Change the contract',
    sources: [
      'docs/contract-lifecycle.md',
      'openapi/README.md',
      'docs/another-contract.md',
      'docs/generated-package.md',
      'packages/codegen/README.md',
      '.changeset/README.md',
    ],
  },
];
const LAST_GROUP = 'Project';

/** Sorts pages into sidebars. Webhooks are grouped by the tags of the contract, in its order. */
export function navigationOf(pages: readonly Page[], webhookGroups: readonly NavigationGroup[]): Navigation {
  const webhooks: readonly NavigationGroup[] = [
    { title: 'Webhooks', items: [{ title: 'All webhooks', url: 'webhooks/index.html' }] },
    ...webhookGroups,
  ];
  return {
    home: [],
    webhooks,
    guides: guideGroups(pages.filter(({ section }) => section === 'guides')),
    reference: [{ title: 'Reference', items: pages.filter(({ section }) => section === 'reference') }],
    decisions: [
      { title: 'Decisions', items: pages.filter(({ section }) => section === 'decisions').sort(byUrl) },
    ],
  };
}

function guideGroups(pages: readonly Page[]): NavigationGroup[] {
  const groups = GUIDE_GROUPS.map(({ title, sources }) => ({
    title,
    items: sources.flatMap((source) => pages.find((page) => page.source === source) ?? []),
  }));
  const named = new Set(groups.flatMap(({ items }) => items));
  return [...groups, { title: LAST_GROUP, items: pages.filter((page) => !named.has(page)) }];
}

/** The page with all decisions first, then by number. */
function byUrl(a: Page, b: Page): number {
  const [first, second] = [a, b].map(({ url }) => (url.endsWith('/index.html') ? '' : url));
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
