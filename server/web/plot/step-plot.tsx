import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useZone } from '../time/index.ts';

interface Props {
  readonly label: string;
  readonly unit: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  /** A value holds until the next one, as setpoints do. */
  readonly stepped: boolean;
}

const height = 180;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The colour a custom property has in the present scheme; canvas does not know `light-dark()`. */
function resolved(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = colour(name);
  const value = getComputedStyle(element).color;
  element.style.color = before;
  return value;
}

/** One line over time, in the site's zone. The numbers stand in a table beside it for those who cannot see it. */
export function StepPlot({ label, unit, times, values, stepped }: Props) {
  const zone = useZone();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const axis = {
      stroke: resolved(element, '--text'),
      grid: { stroke: resolved(element, '--line'), width: 1 },
      ticks: { stroke: resolved(element, '--edge'), width: 1 },
    };
    const step = stepped ? UPlot.paths.stepped?.({ align: 1 }) : undefined;
    const plot = new UPlot(
      {
        width: element.clientWidth,
        height,
        tzDate: seconds => UPlot.tzDate(new Date(seconds * 1000), zone),
        cursor: { drag: { x: true, y: false } },
        axes: [axis, { ...axis, size: 64 }],
        series: [
          {},
          {
            label: unit ? `${label}, ${unit}` : label,
            stroke: resolved(element, '--link'),
            width: 2,
            points: { show: true, size: 6 },
            ...(step ? { paths: step } : {}),
          },
        ],
      },
      [[...times], [...values]],
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [label, unit, times, values, stepped, zone]);
  return (
    <div ref={place} className="plot" role="img" aria-label={`${label} over time; the numbers follow`} />
  );
}
