import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Asset, DataBlock, DataBlocks, DataBlockValue } from '@witnessmark/shared/api';
import { useState } from 'react';
import { dataBlockQuery, dataBlocksQuery } from '../api/index.ts';
import { counted, kindNames, Loaded } from '../parts/index.ts';

interface Props {
  readonly asset: Asset;
  readonly at: string | undefined;
  /** The data block that is open, as it stands in the address. */
  readonly block: string | undefined;
}

const shownAtOnce = 200;

/** Data blocks of a controller that gives its program: start beside actual, and what a reset would lose. */
export function DataBlocksPanel({ asset, at, block }: Props) {
  const hasProgram = asset.streams.some(({ type }) => type === 's7');
  const blocks = useQuery({ ...dataBlocksQuery(asset.id, at), enabled: hasProgram });
  if (!hasProgram || blocks.data?.rows.length === 0) return null;
  return (
    <section aria-labelledby="data-blocks-title" id="data-blocks">
      <h2 id="data-blocks-title">Values of data blocks{at ? ' at a past moment' : ''}</h2>
      <Loaded result={blocks} what="the data blocks">
        {data => <Blocks asset={asset.id} blocks={data} open={block} />}
      </Loaded>
      {block && <OpenBlock key={`${block} ${at}`} asset={asset.id} block={block} at={at} />}
    </section>
  );
}

function Blocks({
  asset,
  blocks,
  open,
}: {
  readonly asset: string;
  readonly blocks: DataBlocks;
  readonly open: string | undefined;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? blocks.rows : blocks.rows.slice(0, 20);
  return (
    <>
      <div className="table-scroll">
        <table className="values">
          <caption className="unseen">Data blocks</caption>
          <thead>
            <tr>
              <th scope="col">Block</th>
              <th scope="col">Values</th>
              <th scope="col">Of which read</th>
              <th scope="col">Lost at memory reset or re-download</th>
              <th scope="col">Over a restart</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(row => (
              <tr key={row.block} aria-current={row.block === open ? 'true' : undefined}>
                <td>
                  <Link
                    to="/assets/$asset"
                    params={{ asset }}
                    search={old => ({ ...old, block: row.block })}
                    hash="data-blocks"
                    resetScroll={false}
                  >
                    <code>{row.block}</code>
                  </Link>
                </td>
                {row.counts ? (
                  <>
                    <td>
                      {row.counts.values}
                      {!row.counts.complete && <span className="badge loud">! not all understood</span>}
                    </td>
                    <td>{row.counts.read}</td>
                    <td>
                      {row.counts.lost > 0 ? (
                        <span className="badge loud">! {counted(row.counts.lost, 'value')}</span>
                      ) : row.counts.read > 0 ? (
                        'none of those read'
                      ) : (
                        'not known: none is read'
                      )}
                    </td>
                    <td>{row.counts.retained ? 'kept' : 'not kept'}</td>
                  </>
                ) : (
                  <td colSpan={4}>
                    <span className="badge loud">
                      ! {row.state === 'present' ? 'not understood' : row.state}
                    </span>{' '}
                    {row.reason}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {blocks.rows.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {counted(blocks.rows.length, 'data block')}
        </button>
      )}
      {blocks.truncated && <p className="blank">! There are more data blocks than are listed.</p>}
    </>
  );
}

function OpenBlock({
  asset,
  block,
  at,
}: {
  readonly asset: string;
  readonly block: string;
  readonly at: string | undefined;
}) {
  const result = useQuery(dataBlockQuery(asset, block, at));
  return (
    <section aria-labelledby="data-block-title">
      <h3 id="data-block-title">
        Values of <code>{block}</code>
      </h3>
      <p className="screen-only">
        <Link
          to="/assets/$asset"
          params={{ asset }}
          search={old => ({ ...old, item: `raw/${block}.mc7` })}
          hash="item"
        >
          Its listing
        </Link>
        {' · '}
        <Link to="/changes" search={{ asset, item: `raw/${block}.mc7` }}>
          Its history
        </Link>
        {' · '}
        <Link
          to="/assets/$asset"
          params={{ asset }}
          search={old => {
            const { block: _, ...rest } = old;
            return rest;
          }}
          resetScroll={false}
        >
          Close
        </Link>
      </p>
      <Loaded result={result} what="the data block">
        {data => <Values block={data} />}
      </Loaded>
    </section>
  );
}

function Values({ block }: { readonly block: DataBlock }) {
  const [all, setAll] = useState(false);
  const lost = block.values.filter(value => value.lost === true);
  const shown = all ? block.values : block.values.slice(0, shownAtOnce);
  return (
    <>
      <p>
        {block.instanceOf && <>Instance of {block.instanceOf}. </>}
        Values are <strong>{block.retain.retained ? 'kept' : 'not kept'}</strong> over a restart:{' '}
        {block.retain.says}.
      </p>
      <h4>
        Lost at memory reset or re-download: {counted(block.lost.atReset.length, 'value')}
        {block.lost.atRestart && <>; lost at restart: {counted(block.lost.atRestart.length, 'value')}</>}
      </h4>
      <p className="fine">
        Not known: {counted(block.lost.unknown, 'value')} of {block.values.length + block.more}, not read or
        read as another type.
      </p>
      {lost.length > 0 && (
        <ValueTable values={lost} caption={`Values of ${block.block} that would be lost`} />
      )}
      <h4>All members, by address</h4>
      <ValueTable values={shown} caption={`Values of ${block.block}`} />
      {block.values.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {counted(block.values.length, 'value')}
        </button>
      )}
      {block.more > 0 && <p className="blank">! {counted(block.more, 'more value')} than are listed.</p>}
      {!block.complete && (
        <p className="blank">
          ! The block’s declaration was not understood to its end: values may be missing.
        </p>
      )}
      {block.misplaced.length > 0 && (
        <p className="blank">
          ! Items read at addresses where the block declares no such value:{' '}
          {block.misplaced.slice(0, 5).map(({ item, member, address }) => (
            <span key={`${item} ${member}`}>
              <code>
                {member} {address}
              </code>{' '}
            </span>
          ))}
          {block.misplaced.length > 5 && `and ${block.misplaced.length - 5} more`}
        </p>
      )}
    </>
  );
}

function ValueTable({
  values,
  caption,
}: {
  readonly values: readonly DataBlockValue[];
  readonly caption: string;
}) {
  const hasBaseline = values.some(({ baseline }) => baseline !== undefined);
  return (
    <div className="table-scroll">
      <table className="values">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Start</th>
            <th scope="col">Actual</th>
            {hasBaseline && <th scope="col">Baseline</th>}
            <th scope="col">Kind</th>
            <th scope="col">At memory reset or re-download</th>
          </tr>
        </thead>
        <tbody>
          {values.map(value => (
            <tr key={value.address}>
              <td>
                <code>{value.address}</code>
              </td>
              <td>
                {value.actual.member === null ? (
                  <span className="fine">no name is known</span>
                ) : (
                  <code>{value.actual.member}</code>
                )}
              </td>
              <td>{value.type}</td>
              <td>
                <code>{value.start}</code>
              </td>
              <Actual actual={value.actual} />
              {hasBaseline && (
                <td>
                  <code>{value.baseline ?? ''}</code>
                </td>
              )}
              <td>{kindOf(value.actual)}</td>
              <td>
                {value.lost === true && <span className="badge loud">! lost, back to {value.start}</span>}
                {value.lost === false && 'the same'}
                {value.lost === null && (value.note ?? 'not known')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function kindOf(actual: DataBlockValue['actual']): string {
  if (actual.state === 'read') return kindNames[actual.kind];
  return actual.member === null ? 'process value' : '';
}

function Actual({ actual }: { readonly actual: DataBlockValue['actual'] }) {
  if (actual.state === 'not-read')
    return (
      <td>
        not read<span className="fine">: {actual.reason}</span>
      </td>
    );
  return (
    <td>
      <code>{actual.value}</code> {actual.unit}
    </td>
  );
}
