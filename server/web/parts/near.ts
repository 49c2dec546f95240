import { type RefObject, useEffect, useRef, useState } from 'react';
import { usePrinting } from './printing.ts';

/** How far beyond what is in view something counts as near. */
const ahead = '900px 0px';

interface Near<Place extends Element> {
  readonly place: RefObject<Place | null>;
  /** Whether it is to be drawn: near what is in view, holding the focus, or laid out for paper. */
  readonly near: boolean;
  /** Pixels it took when it was last drawn; null before. */
  readonly height: number | null;
}

/** Whether a part of a long page is near what is in view. `first` is what holds before anybody knows. */
export function useNear<Place extends Element>(first: boolean): Near<Place> {
  const place = useRef<Place>(null);
  const [seen, setSeen] = useState(first);
  const [height, setHeight] = useState<number | null>(null);
  const printing = usePrinting();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const watcher = new IntersectionObserver(
      entries => {
        const last = entries.at(-1);
        if (last === undefined) return;
        if (!last.isIntersecting && last.boundingClientRect.height > 0)
          setHeight(last.boundingClientRect.height);
        // What holds the focus stays, wherever the page is scrolled to.
        setSeen(last.isIntersecting || element.contains(document.activeElement));
      },
      // The margin counts from the element that scrolls, which is not the window.
      { root: element.closest('main'), rootMargin: ahead },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return { place, near: seen || printing, height };
}
