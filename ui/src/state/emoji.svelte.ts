// Which emoji a person used lately, and in which skin tone: remembered by the page.
import { recall, remember } from './memory';

const RECENT_KEY = 'hallway.emoji';
const TONE_KEY = 'hallway.tone';
const MOST = 24;
/** Before anybody has used one: what colleagues answer with most. */
const FIRST = ['👍', '❤️', '😂', '🎉', '👀', '🙏', '✅', '😊'];

export class UsedEmoji {
  recent = $state.raw<readonly string[]>(FIRST);
  /** 0: as the font draws it; 1 to 5 from light to dark. */
  tone = $state(0);

  constructor() {
    const kept = (recall(RECENT_KEY) ?? '').split(' ').filter((each) => each !== '');
    if (kept.length > 0) this.recent = [...new Set([...kept, ...FIRST])].slice(0, MOST);
    const tone = Number(recall(TONE_KEY));
    if (Number.isInteger(tone) && tone >= 0 && tone <= 5) this.tone = tone;
  }

  used(emoji: string): void {
    this.recent = [emoji, ...this.recent.filter((each) => each !== emoji)].slice(0, MOST);
    remember(RECENT_KEY, this.recent.join(' '));
  }

  prefer(tone: number): void {
    this.tone = tone;
    remember(TONE_KEY, String(tone));
  }
}
