/** The table of screens, behind entry, cover and the turned screen. */
import { type ComponentType, useEffect, useState } from 'react';
import type { Address, Room as RoomName } from './addresses.ts';
import { Cover, useIdle } from './cover.tsx';
import { DeskProvider, useDeskState, useVisits } from './desk-context.tsx';
import { Entry } from './entry.tsx';
import { stopSending } from './opened-by.ts';
import { NavigationProvider, useNavigation } from './navigation.tsx';
import { QueueScreen } from './screens/queue.tsx';
import { PRIVATE_SCREEN } from './screens/protected/slot.ts';
import { READY_REFERRALS, REFERRAL_SCREEN, REFERRALS_ROOM } from './screens/referral/slot.ts';
import { UnknownScreen } from './screens/unknown.tsx';
import { VisitScreen } from './screens/visit.tsx';
import { VisitsScreen } from './screens/visits.tsx';
import { WelcomeScreen } from './screens/welcome.tsx';
import { Shell } from './shell.tsx';
import { shown } from './waiting.ts';
import type { Desk } from './store/index.ts';
import { useTurnedVisit } from './turned.tsx';
import type { Visit } from '../../desk/visit.ts';
import { later } from './parts/later.tsx';

/** The guard's lexicon and the making of codes come when they are asked for; the worker has kept them. */
const NoteScreen = later(async () => (await import('./screens/note.tsx')).NoteScreen);
/** Once a day. */
const CloseScreen = later(async () => (await import('./screens/close.tsx')).CloseScreen);
const OpenScreen = later(async () => (await import('./screens/open.tsx')).OpenScreen);
const SettingsScreen = later(async () => (await import('./screens/settings.tsx')).SettingsScreen);
/** Not before somebody is with the person. */
const InterpreterScreen = later(
  async () => (await import('./screens/interpreter.tsx')).InterpreterScreen,
);
const FollowUpScreen = later(async () => (await import('./screens/follow-up.tsx')).FollowUpScreen);
const HeldScreen = later(async () => (await import('./screens/held.tsx')).HeldScreen);
const SendingScreen = later(async () => (await import('./screens/sending.tsx')).SendingScreen);
const HelpScreen = later(async () => (await import('./screens/help.tsx')).HelpScreen);
const EndScreen = later(async () => (await import('./screens/end.tsx')).EndScreen);
const ScreeningScreen = later(
  async () => (await import('./screens/screening.tsx')).ScreeningScreen,
);
const SlipScreen = later(async () => (await import('./screens/slip.tsx')).SlipScreen);

type OfVisit = ComponentType<{ visit: Visit }>;

const ROOMS: Readonly<Record<RoomName, ComponentType>> = {
  open: OpenScreen,
  visits: VisitsScreen,
  referrals: REFERRALS_ROOM,
  sending: SendingScreen,
  close: CloseScreen,
  settings: SettingsScreen,
};

const TASKS: Readonly<Record<string, OfVisit | undefined>> = {
  visit: VisitScreen,
  screening: ScreeningScreen,
  help: HelpScreen,
  interpreter: InterpreterScreen,
  refer: REFERRAL_SCREEN,
  note: NoteScreen,
  'follow-up': FollowUpScreen,
  private: PRIVATE_SCREEN,
  held: HeldScreen,
  slip: SlipScreen,
  end: EndScreen,
};

export function App() {
  const [desk, setDesk] = useState<Desk>();
  return (
    <NavigationProvider>
      {desk ? (
        <DeskProvider desk={desk}>
          <Inside leave={() => setDesk(undefined)} />
          <READY_REFERRALS />
        </DeskProvider>
      ) : (
        <Entry open={setDesk} />
      )}
    </NavigationProvider>
  );
}

function Inside({ leave }: { leave: () => void }) {
  const { address } = useNavigation();
  const { cover } = useDeskState();
  const gone = cover === 'locked' || cover === 'signed-out' || cover === 'wiped';
  useEffect(() => {
    if (gone) {
      stopSending();
      leave();
    }
  }, [gone, leave]);
  useIdle();
  const turned = useTurnedVisit();
  if (gone) return null;
  if (cover === 'covered') return <Cover />;
  return (
    <Screen
      address={turned ? turnedAddress(address, turned) : address}
      turned={turned !== undefined}
    />
  );
}

/** The person is welcomed, or asked for her consent; nothing else is shown to her. */
const turnedAddress = (address: Address, visit: string): Address =>
  address.screen === 'refer' && address.visit === visit ? address : { screen: 'welcome', visit };

function Screen({ address, turned }: { address: Address; turned: boolean }) {
  const visits = useVisits();
  if (address.screen === 'unknown')
    return (
      <Shell fresh="unknown">
        <UnknownScreen />
      </Shell>
    );
  if (address.screen === 'queue')
    return (
      <Shell fresh="queue" wide>
        <QueueScreen chosen={address.visit} />
      </Shell>
    );
  if (!('visit' in address)) {
    const Room = ROOMS[address.screen];
    return (
      <Shell fresh={address.screen}>
        <Room />
      </Shell>
    );
  }
  const visit = visits.get(address.visit);
  if (address.screen === 'welcome' && visit)
    return <WelcomeScreen key={visit.visit_id} visit={visit} />;
  const Task = TASKS[address.screen];
  if (turned && visit && Task) return <Task key={address.visit} visit={visit} />;
  return (
    <Shell fresh={`${address.screen} ${address.visit}`}>
      {visit && Task && (shown([visit]).length || address.screen === 'private') ? (
        <Task key={address.visit} visit={visit} />
      ) : (
        <UnknownScreen visit />
      )}
    </Shell>
  );
}
