// A menu offers what may be done, and nothing else.
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../state/talk.svelte';
import { AT_NOTHING, actionsOf } from './actions';

const message = (over: Partial<Message>): Message => ({
  is: 'message',
  id: '1',
  mine: false,
  author: 'anna@x',
  authorName: 'Anna',
  avatar: null,
  body: 'hello',
  text: { blocks: [], big: false, action: false },
  at: 0,
  state: null,
  reply: null,
  forwarded: null,
  file: null,
  reactions: [],
  edited: false,
  retracted: null,
  mentionsMe: false,
  pinned: false,
  can: ['reply', 'react', 'pin'],
  ...over,
});
const of = (over: Partial<Message>, aimed = AT_NOTHING) =>
  actionsOf(message(over), aimed)
    .map((group) => group.join(' '))
    .join(' | ');

describe('the actions of a message', () => {
  it('somebody else wrote', () => expect(of({})).toBe('reply react forward | copyText | pin markUnread info'));

  it('one wrote oneself', () => {
    const can: Message['can'] = ['reply', 'react', 'correct', 'retract', 'pin'];
    expect(of({ mine: true, state: { is: 'read' }, pinned: true, can })).toBe('reply react forward | copyText | correct unpin info | retract');
  });

  it('that never left', () => {
    expect(of({ mine: true, state: { is: 'failed', code: 'recipientUnknown', retryAt: null }, can: [] })).toBe('retry discard | copyText');
    expect(of({ mine: true, state: { is: 'pending' }, can: [] })).toBe('copyText | info');
  });

  it('that was taken back', () => {
    const retracted = { by: null, reason: '' };
    expect(of({ body: '', retracted, can: [] })).toBe('markUnread info');
  });

  it('in a room one looks after', () => expect(of({ can: ['moderate'] })).toBe('forward | copyText | markUnread info | moderate'));

  it('with a link or a selection under the pointer', () => {
    expect(of({ can: [] }, { link: 'https://x', selection: 'ell' })).toBe('forward | copySelection copyText copyLink | markUnread info');
  });

  it('with a file', () => {
    const file = { name: 'a.png', kind: 'image', mime: 'image/png', size: 1, width: null, height: null, durationMs: null, voice: false } as const;
    const at = (state: NonNullable<Message['file']>['state']) => of({ can: [], file: { ...file, state, thumbnail: null, media: null, foreignHost: null } });
    expect(at({ is: 'local' })).toBe('forward | saveFile | markUnread info');
    expect(at({ is: 'expired' })).toBe('markUnread info');
  });
});
