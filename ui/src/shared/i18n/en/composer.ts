// Words in English: where one writes.
import { counter } from '../language';

const count = counter('en');

export const composer = {
  placeholder: (name: string) => `Write to ${name}`,
  label: (name: string) => `Message to ${name}`,
  send: 'Send',
  enterSends: 'Enter sends',
  ctrlEnterSends: 'Ctrl+Enter sends',
  toggle: 'Change the key that sends',
  tooLong: (n: number) => count(n, { one: '# character too many', other: '# characters too many' }),
};
