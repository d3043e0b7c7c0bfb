// Lifts what floats (menus, popovers) out of the box it was written in: a size container or a scrolling
// region would else be what "fixed" is measured from. In a modal dialog it stays there, above the dialog.
import type { Attachment } from 'svelte/attachments';

export const portal: Attachment<HTMLElement> = (element) => {
  const home = element.parentElement?.closest('dialog') ?? document.body;
  home.append(element);
  return () => element.remove();
};
