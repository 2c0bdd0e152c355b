import { Loading } from '../controls/loading.tsx';

/** Shown in place of a page whose files have not arrived. */
export function PagePending() {
  return <Loading what="the page" />;
}
