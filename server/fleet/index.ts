/** What the server knows of its agents, orders to them, and what they are told of the log. */
export { Beats, type LiveAgent } from './beats.ts';
export { Checkpoints } from './checkpoints.ts';
export { type AgentTime, ClockBook, type ClockMeasurement } from './clock-book.ts';
export { Orders, type OrderWish } from './orders.ts';
export { Registry } from './registry.ts';
