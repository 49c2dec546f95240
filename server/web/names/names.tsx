import { Link } from '@tanstack/react-router';
import type { NamedText, NameFileInfo, NamesFrom } from '@witnessmark/shared/api';
import { useKeys } from '../keys/index.ts';
import { When } from '../time/index.ts';
import { toggleNames, useNamesShown } from './shown.ts';

/** What a statement refers to is called, as engineers write it: behind the statement, after two slashes. */
export function Names({ of }: { readonly of: readonly NamedText[] | undefined }) {
  const shown = useNamesShown();
  if (!shown || of === undefined || of.length === 0) return null;
  return (
    <span className="names">
      {' // '}
      {of.map(({ operand, candidates }, index) => (
        <span key={operand} title={explained(operand, candidates)}>
          {index > 0 && ', '}
          {candidates.length > 1 && (
            <span className="loud">
              <span aria-hidden="true">! </span>
              <span className="unseen">files contradict each other: </span>
            </span>
          )}
          {candidates.map(({ text }) => text).join(' or ')}
        </span>
      ))}
    </span>
  );
}

function explained(operand: string, candidates: NamedText['candidates']): string {
  const lines = candidates.map(({ text, type, comment }) =>
    [text, type, comment].filter(Boolean).join(' · '),
  );
  return `${operand}: ${lines.join(' or ')}`;
}

/** Where the names beside come from, which were not used and why, and the way to hide them. */
export function NamesOrigin({ from }: { readonly from: NamesFrom | undefined }) {
  const shown = useNamesShown();
  useKeys(
    'Names',
    [{ keys: 'a', does: 'names beside addresses: show or hide', run: toggleNames }],
    from !== undefined,
  );
  if (from === undefined) return null;
  const remarks = from.verdicts.filter(({ says }) => says !== null);
  return (
    <div className="names-origin fine">
      <button type="button" className="quiet screen-only" aria-pressed={shown} onClick={toggleNames}>
        Names <kbd>a</kbd>
      </button>
      {from.later && (
        <p className="blank">
          ! The asset held no file with names then: these are of its newest state, not of that moment.
        </p>
      )}
      <ul>
        {from.files.map(file => (
          <li key={`${file.path} ${file.sha256}`}>
            <FileOrigin file={file} />
          </li>
        ))}
        {remarks.map(({ file, block, used, says }) => (
          <li key={`${file} ${block} ${says}`}>
            {used ? '' : '! not used: '}
            <code>{from.files[file]?.path}</code> for {block}: {says}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A file with its version: the change that brought it, and since when it is so. */
export function FileOrigin({ file }: { readonly file: NameFileInfo }) {
  return (
    <>
      {file.form === null ? '! could not be read: ' : 'names from '}
      <code>{file.path}</code>
      {file.form !== null && <> ({file.form})</>}
      {file.says !== null && <>: {file.says}</>}
      {file.since !== null && file.change !== null && (
        <>
          {', '}
          <Link to="/changes/$change" params={{ change: file.change }}>
            as of <When at={file.since} ago />
          </Link>
        </>
      )}
    </>
  );
}
