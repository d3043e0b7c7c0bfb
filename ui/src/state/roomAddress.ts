// The address of a new room: its name in letters every address may hold, and something nobody guesses, so that two
// rooms of one name are two rooms. Pure; chance is handed in.

const LONGEST_SLUG = 32;
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Letters of chance: as many rooms of one name as there will ever be. */
export const CHANCE = 8;

/** `chance`: at least [`CHANCE`] random bytes. `service`: the domain rooms are made at. */
export function roomAddress(name: string, service: string, chance: Uint8Array): string {
  const suffix = [...chance.slice(0, CHANCE)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${slug(name) || 'room'}-${suffix}@${service}`;
}

function slug(name: string): string {
  const plain = name.replace(/ß/g, 'ss').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
}

export function chance(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(CHANCE));
}
