// Words in English: the search field over the lists.
import { counter } from '../language';

const count = counter('en');

export const search = {
  label: 'Search people',
  placeholder: 'Search people',
  clear: 'Clear search',
  results: (n: number) => count(n, { one: '# person', other: '# people' }),
  nothing: (text: string) => `Nobody found for “${text}”`,
  nothingHint: 'Try a first name, a last name, or part of either.',
  request: (address: string) => `Ask ${address} to be a contact`,
  requested: (address: string) => `${address} has been asked. You will see them here once they accept.`,
  writeTo: (address: string) => `Write to ${address}`,
};
