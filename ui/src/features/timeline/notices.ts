// What a room says of its people and itself, in words: several who came, or went, in one line. Pure.
import type { NoticeRow } from '../../ipc/generated/NoticeRow';
import { t } from '../../shared/i18n';
import type { Notice } from '../../state/talk.svelte';

export function noticed(rows: readonly Notice[]): string {
  const notices = rows.map(({ notice }) => notice);
  const [first] = notices;
  if (first === undefined) return '';
  const names = notices.flatMap((notice: NoticeRow) => ('who' in notice ? [notice.who] : []));
  const different = [...new Set(names)];
  if (different.length > 1 && first.is === 'joined') return t.talk.joinedMany(different);
  if (different.length > 1 && first.is === 'left') return t.talk.leftMany(different);
  return t.talk.notice(first);
}
