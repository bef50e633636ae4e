/** What she agreed to be told elsewhere, on paper that she carries herself: the words of one step and nothing of this room. */

/** Prints the words that stand beside the button, as they were opened on this page. */
export function wireNotes(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-carry-note]'))
    button.addEventListener('click', () => {
      const words = button.closest('li')?.querySelector('.told .words')?.textContent;
      if (!words) return;
      const { title = '', said = '' } = button.dataset;
      const note = document.createElement('section');
      note.className = 'carried';
      const line = (tag: string, text: string): HTMLElement => {
        const made = document.createElement(tag);
        made.textContent = text;
        made.dir = 'auto';
        return made;
      };
      const from = document.querySelector('.top .where')?.textContent ?? '';
      const [heading, text] = [line('h1', title), line('p', words)];
      text.className = 'words';
      note.append(line('p', from), heading, text, line('p', said));
      document.body.append(note);
      addEventListener('afterprint', () => note.remove(), { once: true });
      print();
    });
}
