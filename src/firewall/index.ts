export { act, type Acting, look } from './act.ts';
export { actAs, type Firewall, type GuardedAct, type InContext } from './context/act-as.ts';
export type { Act, IssuedTicket, Keeper, MayIssue, MayOpen } from './keeper/index.ts';
