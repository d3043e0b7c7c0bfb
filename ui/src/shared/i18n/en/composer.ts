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
  saveCorrection: 'Save the change',
  answering: (name: string) => `Answer to ${name}`,
  correcting: 'Change your message',
  toMessage: 'Go to this message',
  leave: (what: 'reply' | 'correction'): string => (what === 'reply' ? 'Do not answer this message' : 'Leave it as it was'),
  attach: 'Attach files',
  upTo: (size: string) => `Up to ${size} each`,
  keptFor: (days: number) => count(days, { one: 'Files are kept for # day', other: 'Files are kept for # days' }),
  noFiles: 'Your intranet takes no files.',
  noFilesNow: 'A changed message cannot take on files.',
  tooLarge: (name: string, size: string, most: string) => `${name} is ${size}. Your intranet takes files of up to ${most}.`,
  typeRefused: (name: string) => `${name}: your intranet does not take files of this kind.`,
  staged: (n: number) => count(n, { one: '# file to be sent', other: '# files to be sent' }),
  unstage: (name: string) => `Do not send ${name}`,
  notTaken: 'could not be read',
  stagingFailed: 'A file could not be read. Take it away, or choose it again.',
  drop: (name: string) => `Drop files to send them to ${name}`,
  pastedName: (when: string) => `Picture ${when}`,
  record: 'Record a voice message',
  recording: 'Recording',
  recordCancel: 'Throw the recording away',
  recordSend: 'Send the recording',
  noMicrophone: 'There is no microphone, or Hallway may not use it.',
  people: 'People in this room',
  resize: 'Height of the field',
};
