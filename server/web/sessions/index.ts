export { SessionAlerts } from './alerts.tsx';
export { SessionBanner } from './banner.tsx';
export { AssetSessions } from './of-asset.tsx';
export { SessionView } from './session.tsx';
export { SessionsView } from './view.tsx';
export { plannedWords } from './words.ts';
export { WorkOn } from './work-on.tsx';
