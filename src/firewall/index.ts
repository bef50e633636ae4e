export { act, type Acting, look } from './act.ts';
export { actAs, type Firewall, type GuardedAct, type InContext } from './context/act-as.ts';
export type {
  Act,
  FieldPlace,
  IssuedTicket,
  Keeper,
  KeyName,
  MayIssue,
  MayOpen,
} from './keeper/index.ts';
export { asHolder, asWorker, type Door, type Holder, type Worker } from './context/who.ts';
export { logRoutes } from './audit/index.ts';
export { type OpenFirewall, openFirewall } from './open.ts';
export { firewallRoutes, transparencyRoutes } from './routes/index.ts';
