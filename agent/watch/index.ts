export type { WeeklyHours } from './calendar.ts';
export { weekdays } from './calendar.ts';
export type { KindState } from './coverage.ts';
export { Fleet, type FleetParts, type StreamPlan } from './fleet.ts';
export { endHandsOff, HandsOffWatch, listHandsOff, setHandsOff } from './hands-off.ts';
export { type Phase, Phases, phases } from './phases.ts';
export type { WatchPolicy } from './policy.ts';
export { TimerQueue, type Timers } from './timers.ts';
export { type Rest, Watcher, type WatchSpool } from './watcher.ts';
