export { LoadPlot } from './load-plot.tsx';
export { Trend } from './trend.tsx';
