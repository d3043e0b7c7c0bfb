// The focus comes for a visit: into what opens, and back to where it was when that closes.
import type { Attachment } from 'svelte/attachments';

export const visit: Attachment<HTMLElement> = (element) => {
  const before = document.activeElement;
  element.focus({ preventScroll: true });
  return () => {
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
  };
};
