/** What she agreed to be told elsewhere, on paper that she carries herself: the words of one step and nothing of this room. */

/** Prints the words that stand beside the button, as they were opened on this page. */
export function wireNotes(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-carry-note]'))
    button.addEventListener('click', () => {
      const words = button.closest('li')?.querySelector('.told .words')?.textContent;
      if (!words) return;
      const { day = '', said = '' } = button.dataset;
      const note = document.createElement('section');
      note.className = 'carried';
      // Nothing else: she agreed to these words, to no heading and no name of a room.
      const from = document.querySelector('.top .where')?.textContent ?? '';
      for (const [name, text] of [
        ['from', `${from} · ${day}`],
        ['words', words],
        ['from', said],
      ] as const) {
        const line = document.createElement('p');
        line.className = name;
        line.textContent = text;
        line.dir = 'auto';
        note.append(line);
      }
      document.body.append(note);
      addEventListener('afterprint', () => note.remove(), { once: true });
      print();
    });
}
