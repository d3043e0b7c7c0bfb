// What can be done with a message: which actions, in which order and groups. Pure; the words and deeds are with
// the menu that shows them.
import type { Message } from '../../../state/talk.svelte';

export type Action =
  | 'reply'
  | 'react'
  | 'forward'
  | 'copySelection'
  | 'copyText'
  | 'copyLink'
  | 'saveFile'
  | 'correct'
  | 'pin'
  | 'unpin'
  | 'markUnread'
  | 'info'
  | 'retry'
  | 'discard'
  | 'retract'
  | 'moderate';

/** What the pointer was on when the menu was asked for. */
export interface Aimed {
  /** The address of a link. */
  link: string | null;
  /** Selected text. */
  selection: string;
}

export const AT_NOTHING: Aimed = { link: null, selection: '' };

/** Groups of actions; none of them empty. */
export function actionsOf(row: Message, aimed: Aimed): Action[][] {
  const may = (right: Message['can'][number]) => row.can.includes(right);
  const gone = row.retracted !== null;
  const failed = row.state?.is === 'failed';
  // What never left this computer has nobody to forward it from, and no number elsewhere.
  const out = row.state === null || (row.state.is !== 'failed' && row.state.is !== 'pending');
  const local = row.file === null || row.file.state.is === 'local' || row.file.state.is === 'remote';
  const when = (holds: boolean, action: Action): Action[] => (holds ? [action] : []);
  const groups: Action[][] = [
    [...when(failed, 'retry'), ...when(failed, 'discard')],
    [...when(may('reply'), 'reply'), ...when(may('react'), 'react'), ...when(!gone && out && local, 'forward')],
    [
      ...when(aimed.selection !== '', 'copySelection'),
      ...when(!gone && row.body !== '' && row.file === null, 'copyText'),
      ...when(aimed.link !== null, 'copyLink'),
      ...when(!gone && row.file !== null && local, 'saveFile'),
    ],
    [
      ...when(may('correct'), 'correct'),
      ...when(may('pin'), row.pinned ? 'unpin' : 'pin'),
      ...when(!row.mine, 'markUnread'),
      ...when(!failed, 'info'),
    ],
    [...when(may('retract'), 'retract'), ...when(may('moderate'), 'moderate')],
  ];
  return groups.filter((group) => group.length > 0);
}
