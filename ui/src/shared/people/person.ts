// Somebody who can be picked.
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
