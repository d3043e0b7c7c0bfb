// Somebody who can be picked, and what finds them.
import type { Availability } from '../../ipc/generated/Availability';

export interface Someone {
  readonly address: string;
  readonly name: string;
  readonly title: string;
  readonly avatar: string | null;
  /** Not known of an address that was typed. */
  readonly availability: Availability | null;
  /** The parts of the name that were searched for, as UTF-16 offsets. */
  readonly matches: readonly (readonly [number, number])[];
}

/** Finds people as somebody types. */
export interface Finder {
  readonly text: string;
  /** Who fits the text; where there is none, those one talked with last. */
  readonly found: readonly Someone[];
  /** An address that was typed whole and is nobody's who was found. */
  readonly typed: string | null;
  /** Answers once `found` fits the text. */
  search(text: string): Promise<void>;
}
