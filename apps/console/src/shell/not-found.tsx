import { Link } from '@tanstack/react-router';
import { Page } from '../controls/page.tsx';

/** Shown for a path without a page. */
export function NotFound() {
  return (
    <Page title="No such page">
      <p>
        Nothing is at this address. <Link to="/overview">Go to the overview</Link>
      </p>
    </Page>
  );
}
