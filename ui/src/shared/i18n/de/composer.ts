// Words in German: where one writes.
import type { composer as english } from '../en/composer';
import { counter } from '../language';

const count = counter('de');

export const composer: typeof english = {
  placeholder: (name) => `An ${name} schreiben`,
  label: (name) => `Nachricht an ${name}`,
  send: 'Senden',
  enterSends: 'Enter sendet',
  ctrlEnterSends: 'Strg+Enter sendet',
  toggle: 'Sendetaste wechseln',
  tooLong: (n) => count(n, { one: '# Zeichen zu viel', other: '# Zeichen zu viel' }),
};
