import { Link } from '@tanstack/react-router';
import type { ExportRequest } from '@witnessmark/shared/api';
import { contentAddress } from '../api/index.ts';
import { When } from '../time/index.ts';
import { Sentence } from './sentence.tsx';

const badges: Readonly<Record<ExportRequest['state'], string>> = {
  open: '! export wanted',
  passed: '! never exported',
  attached: '? match not proven',
  proven: '✓ proven',
};

/** How a request for the export of a program stands, with the file that answered it. */
export function ExportRequestLine({
  request,
  showAsset = false,
  onItsChange = false,
}: {
  readonly request: ExportRequest;
  /** Where it does not stand on a page of its own asset. */
  readonly showAsset?: boolean;
  /** On the page of the change that opened it. */
  readonly onItsChange?: boolean;
}) {
  const { asset, state, export: came, other } = request;
  const loud = state === 'open' || state === 'passed';
  return (
    <p className={`export-request ${state}`}>
      <span className={loud ? 'badge loud' : 'badge'}>{badges[state]}</span>{' '}
      {showAsset && (
        <>
          <Link to="/assets/$asset" params={{ asset: asset.id }}>
            {asset.name}
          </Link>
          :{' '}
        </>
      )}
      <Sentence text={request.says} />{' '}
      <span className="fine">
        {state === 'open' && (
          <>
            since <When at={request.since} ago />
            {!onItsChange && (
              <>
                {' · '}
                <Link to="/changes/$change" params={{ change: request.change }}>
                  the change
                </Link>
              </>
            )}
          </>
        )}
        {other && (
          <>
            {' · '}
            <Link to="/changes/$change" params={{ change: other.change }}>
              the export that came
            </Link>
          </>
        )}
        {came && (
          <>
            <Link to="/changes/$change" params={{ change: came.change }}>
              the export
            </Link>{' '}
            <code>{came.path}</code> came <When at={came.at} ago />
            {came.commit && (
              <>
                {' · '}
                <a href={contentAddress(asset.id, came.path, came.commit)} download>
                  download this version
                </a>
              </>
            )}
          </>
        )}
      </span>
    </p>
  );
}
