export { FirstLines, NothingYet } from './first.tsx';
export { InviteAgent } from './invite.tsx';
