// What day it is, as reactive state: the words "Today" and "Yesterday" change at midnight, and also
// after the computer slept through it. And what time it is, for what shows the minute.
import { createSubscriber } from 'svelte/reactivity';

const MINUTE_MS = 60_000;

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

/** Wakes once a minute, on the minute, while anything shows the time. */
const onTheMinute = createSubscriber((update) => {
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    timer = setTimeout(() => {
      update();
      wait();
    }, MINUTE_MS - (Date.now() % MINUTE_MS));
  };
  wait();
  return () => clearTimeout(timer);
});

/** The time, told anew each minute. Milliseconds. */
export function thisMinute(): number {
  onTheMinute();
  return Date.now();
}
