/** Alerts (CRI-01): CAP 1.2 in and out, issued by officers, shown by area and language, over at the second. */
export {
  type Alert,
  type AlertContent,
  type AlertText,
  isSevere,
  JUST_NOW,
  LONGEST,
  LONGEST_DRILL,
  NO_SHAPES,
  STATUSES,
  type Status,
  TEXT_STATES,
  type TextState,
  wordsFor,
} from './alert.ts';
export { type CapAlert, CapRefusal, decodeXml, faultText, readSigned } from './cap/index.ts';
export { type AlertDraft, faultsOfDraft, LENGTHS } from './check-draft.ts';
export { ASKED_RESPONSES, HAZARD_CODES, type HazardCode, isHazard } from './hazards.ts';
export { type AlertHouse, openAlerts, surroundsOf, withAlerts } from './house.ts';
export { type DeliveryOptions, runDelivery } from './delivery.ts';
export { makeDemoAlerts } from './demonstration.ts';
export {
  addPartner,
  draftOfCap,
  endPartner,
  listInbox,
  readInbox,
  receiveCap,
  setAside,
  trustedKeys,
} from './inbox.ts';
export { alertInboxRoutes } from './inbox-routes.ts';
export { cancelAlert, issueAlert, listAlerts, type Officer } from './issue.ts';
export { banner, hazardPicture } from './pages/banner.ts';
export { alertArticle } from './pages/one.ts';
export { draftOfAlert, fieldsOfDraft, readForm } from './read-form.ts';
export { alertPages } from './routes.ts';
export { messageOf, type Standing, standings } from './standing.ts';
export {
  openSubscribers,
  type Progress,
  type Send,
  type Sending,
  type Subscribers,
} from './subscribers.ts';
export { smsText, tell } from './tell.ts';
