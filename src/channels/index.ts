/** The door of the channels without pages: SMS, USSD and voice. */
export type { Alerts, Cards, ChannelHouse, Finding } from './house.ts';
export { type ChannelOptions, openChannels, type OpenChannels } from './open.ts';
export { type Incoming, type Receive, type Received, receiver, type Silence } from './receive.ts';
export { channelRoutes, type ChannelRoutesOptions } from './routes.ts';
export { createSessions } from './sessions.ts';
export { cheapest } from './sms/cheapest.ts';
export { segmentsOf, type Segments } from './sms/segments.ts';
export { type Menus, type Screen, ussdMenus } from './ussd/menus.ts';
export { plainScript, ssmlScript, type VoiceScript } from './voice/script.ts';
export { answerScript, cardScript, radioScript, type RadioScript } from './voice/scripts.ts';
export { openReadAloud, type Readable, type ReadAloud } from './voice/read-aloud.ts';
export { CannotSpeak, speak, speechTools, type SpokenDraft } from './voice/speak.ts';
