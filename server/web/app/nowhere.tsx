import { Link } from '@tanstack/react-router';
import { Empty, Failed, useTitle } from '../parts/index.ts';

export function NowhereView() {
  useTitle('No such page');
  return (
    <Empty title="There is no page at this address">
      <p>
        Addresses stay the same for as long as the log exists, so it was probably cut off on its way here.
        Start from the <Link to="/">overview</Link> or the <Link to="/changes">changes</Link>.
      </p>
    </Empty>
  );
}

/** The last resort for a defect of the page itself. */
export function Broken({ error }: { readonly error: unknown }) {
  return <Failed what="This page broke" error={error} onRetry={() => location.reload()} />;
}
