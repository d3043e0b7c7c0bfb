// The conversations that are open side by side, as in a browser: a choice in the lists changes the tab one is in,
// a new tab is asked for. Pure. Invariants: a conversation has one tab at most; `current` is one of them, or none
// where nothing is shown.

export interface Tabs {
  readonly ids: readonly string[];
  readonly current: string | null;
  /** Closed ones with where they stood, latest last. */
  readonly closed: readonly { id: string; at: number }[];
}

export const NO_TABS: Tabs = { ids: [], current: null, closed: [] };
const MOST_CLOSED = 20;

/** In a tab of its own (`fresh`), or in the place of the current one; where it already is, that tab. */
export function opened(tabs: Tabs, id: string, fresh: boolean): Tabs {
  if (tabs.ids.includes(id)) return { ...tabs, current: id };
  const at = tabs.current === null ? -1 : tabs.ids.indexOf(tabs.current);
  const ids = [...tabs.ids];
  if (at < 0) ids.push(id);
  else ids.splice(fresh ? at + 1 : at, fresh ? 0 : 1, id);
  return { ids, current: id, closed: tabs.closed.filter((each) => each.id !== id) };
}

/** The neighbour behind takes over, else the one before. */
export function closed(tabs: Tabs, id: string): Tabs {
  const at = tabs.ids.indexOf(id);
  if (at < 0) return tabs;
  const ids = tabs.ids.filter((each) => each !== id);
  const current = tabs.current === id ? (ids[at] ?? ids[at - 1] ?? null) : tabs.current;
  return { ids, current, closed: [...tabs.closed, { id, at }].slice(-MOST_CLOSED) };
}

export function reopened(tabs: Tabs): Tabs {
  const last = tabs.closed.at(-1);
  if (!last) return tabs;
  const ids = [...tabs.ids];
  if (!ids.includes(last.id)) ids.splice(last.at, 0, last.id);
  return { ids, current: last.id, closed: tabs.closed.slice(0, -1) };
}

/** Puts a tab where another one stands. */
export function moved(tabs: Tabs, id: string, to: number): Tabs {
  const ids = tabs.ids.filter((each) => each !== id);
  if (ids.length === tabs.ids.length) return tabs;
  ids.splice(Math.max(0, Math.min(to, ids.length)), 0, id);
  return { ...tabs, ids };
}

/** The one behind (1) or before (-1), around the end. */
export function neighbour(tabs: Tabs, by: 1 | -1): string | null {
  const { ids, current } = tabs;
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return ids[0] ?? null;
  return ids[(at + by + ids.length) % ids.length] ?? null;
}

/** The nth, counted from 1; 9 is the last one, however many there are. */
export function nth({ ids }: Tabs, n: number): string | null {
  return (n === 9 ? ids.at(-1) : ids[n - 1]) ?? null;
}

/** What was remembered, whatever has become of it. */
export function readTabs(text: string | null): Pick<Tabs, 'ids' | 'current'> & { account: string } {
  try {
    const found: unknown = JSON.parse(text ?? '');
    if (typeof found === 'object' && found !== null && 'ids' in found && Array.isArray(found.ids)) {
      const ids = [...new Set(found.ids.filter((id): id is string => typeof id === 'string'))];
      const current = 'current' in found && typeof found.current === 'string' && ids.includes(found.current) ? found.current : null;
      return { ids, current, account: 'account' in found ? String(found.account) : '' };
    }
  } catch {
    // Not ours, or cut short: as if nothing was remembered.
  }
  return { ids: [], current: null, account: '' };
}
