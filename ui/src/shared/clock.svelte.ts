// What day it is, as reactive state: the words "Today" and "Yesterday" change at midnight, and also
// after the computer slept through it.
let now = $state(Date.now());

function untilMidnight(): number {
  return new Date().setHours(24, 0, 1, 0) - Date.now();
}

function wait(): void {
  setTimeout(() => {
    now = Date.now();
    wait();
  }, untilMidnight());
}

if (typeof document !== 'undefined') {
  wait();
  document.addEventListener('visibilitychange', () => (now = Date.now()));
}

/** A time of today, in milliseconds. */
export function today(): number {
  return now;
}
