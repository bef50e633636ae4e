/** Pass on: the phone's own share sheet, or the link copied. Only the place's short address is shared. */

export function setUpSharing(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-share]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      void share(link);
    });
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
}

async function share(link: HTMLAnchorElement): Promise<void> {
  try {
    if (navigator.share) await navigator.share({ url: link.href });
    else {
      await navigator.clipboard.writeText(link.href);
      const said = document.createElement('span');
      said.setAttribute('role', 'status');
      said.textContent = ` ${link.dataset['copied'] ?? '✓'}`;
      link.append(said);
      setTimeout(() => said.remove(), 10_000);
    }
  } catch (error) {
    // Closing the share sheet is an answer too.
    if (!(error instanceof DOMException && error.name === 'AbortError')) location.href = link.href;
  }
}
