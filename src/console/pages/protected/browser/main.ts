/** In the officer's browser: keys are made and opened here, texts sealed and opened, and the page changes without being left. */
import { openOnPage, wireKeyring } from './keyring.ts';
import { wireMaking } from './making.ts';
import { wireNotes } from './note.ts';
import { wireRoom } from './stay.ts';

function wire(): void {
  wireKeyring();
  wireMaking();
  wireNotes();
  void openOnPage();
}
wireRoom(wire);
wire();
