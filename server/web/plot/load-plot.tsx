import { useEffect, useState } from 'react';
import { useLive } from '../live/index.ts';
import { StepPlot } from './step-plot.tsx';

interface Sample {
  readonly at: number;
  readonly requests: number;
}

const kept = 720;
const drawnFrom = 2;

/** Requests a second to the asset's controller, as agents report them while this page is open. */
export function LoadPlot({ streams }: { readonly streams: readonly string[] }) {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [lines, setLines] = useState<{ times: number[]; values: number[] }>({ times: [], values: [] });
  useLive(event => {
    if (event.type !== 'agent') return;
    const own = event.agent.streams.filter(
      each => streams.includes(each.stream) && each.requestsPerSecond !== null,
    );
    if (own.length === 0) return;
    const requests = own.reduce((sum, each) => sum + (each.requestsPerSecond ?? 0), 0);
    setSamples(old => [...old.slice(1 - kept), { at: Date.now() / 1000, requests }]);
  });
  useEffect(() => {
    setLines({ times: samples.map(each => each.at), values: samples.map(each => each.requests) });
  }, [samples]);
  const last = samples.at(-1);
  if (!last || samples.length < drawnFrom) {
    return (
      <p className="fine">The agents report every few seconds; the line begins with the second report.</p>
    );
  }
  return (
    <>
      <StepPlot label="Requests a second, since this page was opened" unit="1/s" {...lines} stepped={false} />
      <p className="unseen">{`${last.requests.toFixed(1)} requests a second now`}</p>
    </>
  );
}
