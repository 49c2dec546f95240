import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetsQuery } from '../api/index.ts';
import { NothingYet } from '../connect/index.ts';
import { Empty } from '../parts/index.ts';

/** An empty list means something else before the first PLC is connected than after. */
export function ConnectFirst() {
  const assets = useInfiniteQuery(assetsQuery({}));
  if (!assets.data) return null;
  if (assets.data.pages.every(page => page.rows.length === 0)) {
    return <NothingYet title="No asset is watched yet" />;
  }
  return (
    <Empty title="No change has been seen yet">
      <p>
        The first snapshot of each asset appears here when its first reading is complete. How far each is, say
        the <Link to="/assets">assets</Link> and the <Link to="/agents">agents</Link>.
      </p>
    </Empty>
  );
}
