// What the buttons of an entry are called, and which one is the likely answer. The intranet's own actions bring
// their words with them.
import type { ActionRow } from '../../ipc/generated/ActionRow';
import { t } from '../../shared/i18n';

const PRIMARY: ReadonlySet<string> = new Set(['accept', 'join', 'retry']);

export function isPrimary(action: string): boolean {
  return PRIMARY.has(action);
}

export function nameOf(action: ActionRow): string {
  const known: Partial<Record<string, string>> = t.notifications.actions;
  return action.label ?? known[action.id] ?? action.id;
}
