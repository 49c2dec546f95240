import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useZone, wallOf } from '../time/index.ts';
import { useDark } from './scheme.ts';

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

function timeOf(seconds: number, zone: string): string {
  const { date, time, offset } = wallOf(new Date(seconds * 1000), zone);
  return `${date} ${time} ${offset}`;
}

/** Site times under the line; the date stands under the first mark of each day. */
function ticksOf(splits: readonly number[], zone: string): string[] {
  let day = '';
  return splits.map(split => {
    const { date, time } = wallOf(new Date(split * 1000), zone);
    const text = date === day ? time.slice(0, 5) : `${time.slice(0, 5)}\n${date}`;
    day = date;
    return text;
  });
}

/** One line over time, in the site's zone. The numbers stand in a table beside it for those who cannot see it. */
export function StepPlot({ label, unit, times, values, stepped }: Props) {
  const zone = useZone();
  const dark = useDark();
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
        axes: [
          { ...axis, values: (_plot, splits) => ticksOf(splits, zone) },
          { ...axis, size: 64 },
        ],
        series: [
          { value: (_plot, at) => (at === null ? '' : timeOf(at, zone)) },
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
  }, [label, unit, times, values, stepped, zone, dark]);
  return (
    <div ref={place} className="plot" role="img" aria-label={`${label} over time; the numbers follow`} />
  );
}
