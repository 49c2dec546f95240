import { type ReactNode, useEffect, useState } from 'react';
import { RefusedError, UnreachableError } from '../api/index.ts';

/** Says that something is being read, but only when it takes longer than anyone would notice. */
export function Loading({ what }: { readonly what: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="loading" role="status">
      {late ? `Reading ${what} …` : ''}
    </p>
  );
}

function wordsOf(error: unknown): { happened: string; remedy: string; code: string } {
  if (error instanceof RefusedError) {
    const { title, detail: subject, remedy, code, errors = [] } = error.problem;
    // The title is what happened, in a sentence's form without its capital; the detail is to what.
    const detail = `${title.charAt(0).toUpperCase()}${title.slice(1)}: ${subject}`;
    const fields = errors.map(each => `${each.path}: ${each.message}`).join('; ');
    return { happened: fields ? `${detail} ${fields}` : detail, remedy, code };
  }
  if (error instanceof UnreachableError) {
    return {
      happened: 'The server did not answer.',
      remedy: 'Check the way to the server. This page tries again by itself.',
      code: 'unreachable',
    };
  }
  return {
    happened: error instanceof Error ? error.message : String(error),
    remedy: 'Reload the page. If it happens again, tell whoever runs this server, with this text.',
    code: 'page',
  };
}

/** A failure: what happened and what to do next. */
export function Failed({
  what,
  error,
  onRetry,
}: {
  readonly what: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}) {
  const { happened, remedy, code } = wordsOf(error);
  return (
    <div className="failed" role="alert">
      <p>
        <span className="glyph" aria-hidden="true">
          !
        </span>{' '}
        <strong>{what}.</strong> {happened}
      </p>
      <p>{remedy}</p>
      <p className="fine">
        <code>{code}</code>
        {onRetry && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  );
}

/** Nothing to show, and why, and what would make something appear. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface Result<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Shows a query's data, or that it is on its way, or why it did not come. Old data outlives a failed re-read. */
export function Loaded<Data>({
  result,
  what,
  children,
}: {
  readonly result: Result<Data>;
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}) {
  if (result.data !== undefined) return <>{children(result.data)}</>;
  if (result.error)
    return (
      <Failed what={`Could not read ${what}`} error={result.error} onRetry={() => void result.refetch()} />
    );
  return <Loading what={what} />;
}
