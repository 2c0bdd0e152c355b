import { ErrorNotice } from '../controls/error-notice.tsx';
import { Page } from '../controls/page.tsx';

/** Shown in place of a page that failed: the others go on. */
export function PageError({ error }: { readonly error: unknown }) {
  return (
    <Page title="This page has failed">
      <ErrorNotice error={error} retry={() => location.reload()} />
    </Page>
  );
}
