import type { Drawing } from '@witnessmark/shared/languages/drawing';
import { type CSSProperties, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { visible } from '../parts/index.ts';
import { ShapeMark } from './shapes.tsx';

interface Props {
  readonly drawing: Drawing;
  readonly caption: string;
  readonly name: string;
  /** The same as lines of text, for those who do not see it. */
  readonly text: readonly string[];
  readonly href?: ((name: string) => string | null) | undefined;
}

const steps = [0.5, 0.7, 0.85, 1, 1.25, 1.5, 2, 3];
/** Smaller than this a drawing is scrolled and not shrunk to fit. */
const readable = 0.75;

/** What is marked first is in sight from the start, however large the drawing is. */
function showFirstMark(view: HTMLElement, drawing: Drawing): void {
  const first = drawing.shapes.find(({ is }) => is === 'mark');
  if (first?.is !== 'mark') return;
  const scale = view.scrollWidth / drawing.width;
  const { x, y, width, height } = first.frame;
  if (y + height > view.clientHeight / scale) view.scrollTop = y * scale - view.clientHeight / 3;
  if (x + width > view.clientWidth / scale) view.scrollLeft = x * scale - view.clientWidth / 3;
}

/** One drawing in a frame that scrolls by keys and grows by + and −. */
export function PictureView({ drawing, caption, name, text, href }: Props) {
  const [zoom, setZoom] = useState<number | null>(null);
  const id = useId();
  const scroll = useRef<HTMLElement>(null);
  const { width, height } = drawing;
  useLayoutEffect(() => {
    const view = scroll.current;
    if (view !== null) showFirstMark(view, drawing);
  }, [drawing]);
  const to = (way: 1 | -1) => {
    const from = zoom ?? 1;
    const next = way > 0 ? steps.find(step => step > from) : steps.findLast(step => step < from);
    setZoom(next ?? from);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') to(1);
    else if (event.key === '-') to(-1);
    else if (event.key === '0') setZoom(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const size =
    zoom === null
      ? { '--size': `${width}px`, '--most': '100%', '--least': `${Math.round(width * readable)}px` }
      : { '--size': `${Math.round(width * zoom)}px`, '--most': 'none', '--least': '0' };
  const scale = zoom === null ? 'fit' : `${Math.round(zoom * 100)} %`;
  const isLinked = href !== undefined;
  return (
    <div className="network-view" style={{ '--drawn': `${Math.round(width * readable)}px` } as CSSProperties}>
      <div className="network-caption">
        <span>{caption}</span>
        <span className="network-zoom">
          <button type="button" aria-label={`Smaller: ${name}`} onClick={() => to(-1)}>
            −
          </button>
          <button type="button" aria-label={`${scale}: fit ${name}`} onClick={() => setZoom(null)}>
            {scale}
          </button>
          <button type="button" aria-label={`Larger: ${name}`} onClick={() => to(1)}>
            +
          </button>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section ref={scroll} className="network-scroll" aria-label={name} tabIndex={0} onKeyDown={onKeyDown}>
        <svg
          className="network-drawing"
          viewBox={`0 0 ${width} ${height}`}
          style={size as CSSProperties}
          // Links inside an image could not be reached; a graphics document may hold them.
          role={isLinked ? 'graphics-document' : 'img'}
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-text`}
        >
          <title id={`${id}-title`}>{name}</title>
          <desc id={`${id}-text`}>{visible(text.join('\n'))}</desc>
          {drawing.shapes.map((shape, at) => (
            <ShapeMark key={at} shape={shape} href={href} />
          ))}
        </svg>
      </section>
    </div>
  );
}
