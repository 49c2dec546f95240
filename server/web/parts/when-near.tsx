import type { ReactNode } from 'react';
import { useNear } from './near.ts';

/** Something costly to draw, drawn when it comes near what is in view. */
export function WhenNear({
  estimate,
  first,
  children,
}: {
  /** Pixels of it, before it was drawn. */
  readonly estimate: number;
  /** Whether it is drawn at once. */
  readonly first: boolean;
  readonly children: () => ReactNode;
}) {
  const { place, near, height } = useNear<HTMLDivElement>(first);
  return (
    <div ref={place} className="when-near" style={near ? undefined : { height: height ?? estimate }}>
      {near && children()}
    </div>
  );
}
