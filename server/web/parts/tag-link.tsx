import type { ReactNode } from 'react';

/** Where the history and the uses of a tag, block or type stand; of one asset first, where it is known. */
export function tagAddress(name: string, asset: string | null): string {
  const search = new URLSearchParams({ tag: name, ...(asset === null ? {} : { asset }) });
  return `/tags?${search}`;
}

interface Props {
  readonly name: string;
  readonly asset: string | null;
  /** What is shown; the name itself where nothing else is. */
  readonly children?: ReactNode;
}

/** A name out of a controller's program: leads to its history and its uses. */
export function TagLink({ name, asset, children = name }: Props) {
  return (
    <a className="tag" href={tagAddress(name, asset)} title={`History and uses of ${name}`}>
      {children}
    </a>
  );
}
