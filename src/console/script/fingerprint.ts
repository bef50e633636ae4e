/** In the browser: takes the SHA-256 of a file that stays on the device into the field beside it. Without this script it is typed. */

for (const label of document.querySelectorAll<HTMLElement>('[data-fingerprint]')) {
  const file = label.querySelector('input');
  const field = document.getElementById(label.dataset['fingerprint'] ?? '');
  if (!file || !(field instanceof HTMLInputElement) || !isSecureContext) continue;
  label.hidden = false;
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen) void take(chosen, field);
  });
}

async function take(chosen: File, field: HTMLInputElement): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await chosen.arrayBuffer()));
  field.value = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
