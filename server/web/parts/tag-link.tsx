import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';

const page = '/tags';

/** Where the history and the uses of a tag, block or type stand; of one asset first, where it is known. */
export function tagAddress(name: string, asset: string | null): string {
  const search = new URLSearchParams({ tag: name, ...(asset === null ? {} : { asset }) });
  return `${page}?${search}`;
}

interface Props {
  readonly name: string;
  readonly asset: string | null;
  /** What is shown; the name itself where nothing else is. */
  readonly children?: ReactNode;
}

/** A name out of a controller's program: leads to its history and its uses. Stands within `TagLinks`. */
export function TagLink({ name, asset, children = name }: Props) {
  return (
    <a className="tag" href={tagAddress(name, asset)} title={`History and uses of ${name}`}>
      {children}
    </a>
  );
}

/**
 * What holds links of tags, in text and in drawings. One listener leads from all of them to their page without
 * loading everything anew: a listing holds thousands of them, and a router's link each would cost more than its lines.
 */
export function TagLinks({ children }: { readonly children: ReactNode }) {
  const { history } = useRouter();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    const follow = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest(`a[href^="${page}?"]`) : null;
      const address = link?.getAttribute('href');
      if (address == null) return;
      event.preventDefault();
      history.push(address);
    };
    element?.addEventListener('click', follow);
    return () => element?.removeEventListener('click', follow);
  }, [history]);
  return (
    <div ref={place} className="tag-links">
      {children}
    </div>
  );
}
