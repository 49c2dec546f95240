export { OverviewView } from './view.tsx';
