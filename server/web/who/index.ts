export { WhoPanel } from './panel.tsx';
export { QueueView } from './queue-view.tsx';
export { ShiftsView } from './shifts-view.tsx';
