/** Starts the desk: theme and words first, then the store, then the screen that the address names. */
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { remembered } from './device-memory.ts';
import { applyTheme } from './shell.tsx';
import { firstLanguage, loadWords, SpeechProvider } from './speech.tsx';
import { keepApp } from './update-ready.tsx';

async function start(): Promise<void> {
  applyTheme(remembered('theme') ?? '');
  const words = await loadWords(firstLanguage());
  const place = document.getElementById('desk');
  if (!place) throw new Error('The page has no place for the desk.');
  createRoot(place).render(
    <SpeechProvider first={words}>
      <App />
    </SpeechProvider>,
  );
  await keepApp();
}

start().catch((error: unknown) => {
  // Nothing of the app may have come: this sentence is all there is.
  const place = document.getElementById('desk');
  if (place && !place.firstChild)
    place.textContent = 'The desk could not start. Check the network, then load this page again.';
  throw error;
});
