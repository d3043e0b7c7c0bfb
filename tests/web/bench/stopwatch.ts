// Times what people wait for: from the time stamp of the browser's own event, a key or a click, to the end of the first frame
// that draws the answer. Nothing polls: the document tells when it changes, and only what lies between is counted. Beside
// the time stands the work of the page's thread, which does not depend on what else the machine does.
import type { CDPSession, Page } from '@playwright/test';

/** What the page itself can tell of an answer. */
interface Seen {
  /** From the event until its rows are in the document, and until the end of the frame that shows them. */
  there: number;
  ms: number;
  /** Frames drawn until then, the answer's own among them. */
  frames: number;
}

/** One answer, and what of the page's thread it took, in ms. */
export interface Answer extends Seen {
  work: number;
  script: number;
  style: number;
  layout: number;
  /** How often styles were computed, and the document laid out. */
  styles: number;
  layouts: number;
}

/** What is timed inside the page. */
interface Watch {
  answer: Promise<Seen | null>;
  /** From the next event of this name to the frame in which `list` shows other rows than now. */
  expect(event: string, list: string, patience: number): void;
  /** Scrolls for so long, `step` pixels a frame; milliseconds between frames, pixels moved, and frames spent at an end. */
  scroll(list: string, step: number, forMs: number): Promise<Scrolled>;
}

export interface Scrolled {
  gaps: number[];
  moved: number;
  waited: number;
}

/** Runs in the page. */
function watch(): void {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const rowsOf = (list: string) => [...document.querySelectorAll(`${list} [data-row], ${list} [data-testid=message]`)];
  /** What is said, and what of it is marked. */
  const textOf = (rows: Element[]) => rows.map((row) => [row, ...row.querySelectorAll('mark')].map((part) => part.textContent).join('\t')).join('\n');
  const watch: Watch = {
    answer: Promise.resolve(null),
    expect(event, list, patience) {
      const before = textOf(rowsOf(list));
      watch.answer = new Promise((resolve) => {
        let start: number | null = null;
        let frames = 0;
        let counting = 0;
        const end = (answer: Seen | null) => {
          observer.disconnect();
          clearTimeout(late);
          cancelAnimationFrame(counting);
          resolve(answer);
        };
        const late = setTimeout(() => end(null), patience);
        const next = () => {
          frames++;
          counting = requestAnimationFrame(next);
        };
        const observer = new MutationObserver(() => {
          if (start === null) return;
          const rows = rowsOf(list);
          const now = textOf(rows);
          // What is there but not to be seen yet is no answer.
          if (now === '' || now === before || !rows.at(-1)?.checkVisibility({ visibilityProperty: true })) return;
          observer.disconnect();
          const begun = start;
          const there = performance.now() - begun;
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            // A task behind the frame in which it was drawn.
            port1.onmessage = () => end({ there, ms: performance.now() - begun, frames });
            port2.postMessage(null);
          });
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['class'] });
        const begin = ({ timeStamp }: Event) => {
          start = timeStamp;
          counting = requestAnimationFrame(next);
        };
        addEventListener(event, begin, { capture: true, once: true });
      });
    },
    async scroll(list, step, forMs) {
      const scroller = document.querySelector(list);
      if (!scroller) throw new Error(`no ${list}`);
      const gaps: number[] = [];
      let [moved, waited] = [0, 0];
      const begun = await frame();
      let last = begun;
      while (last - begun < forMs) {
        const top = scroller.scrollTop;
        scroller.scrollTop = top + step;
        if (scroller.scrollTop === top) waited++;
        moved += Math.abs(scroller.scrollTop - top);
        const now = await frame();
        gaps.push(now - last);
        last = now;
      }
      return { gaps, moved, waited };
    },
  };
  (window as unknown as { watch: Watch }).watch = watch;
}

export class Stopwatch {
  readonly page: Page;
  #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
  }

  /** Before the page is gone to. */
  static async of(page: Page): Promise<Stopwatch> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.addInitScript(watch);
    return new Stopwatch(page, session);
  }

  /** Null: what `act` did left `list` as it was. */
  async until(event: 'keydown' | 'click', act: () => Promise<void>, list: string, patience = 20_000): Promise<Answer | null> {
    await this.page.evaluate(([event, list, patience]) => (window as unknown as { watch: Watch }).watch.expect(event, list, patience), [event, list, patience] as const);
    const before = await this.#metrics();
    await act();
    const answer = await this.page.evaluate(() => (window as unknown as { watch: Watch }).watch.answer);
    const after = await this.#metrics();
    const spent = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    return (
      answer && {
        ...answer,
        work: spent('TaskDuration') * 1_000,
        script: spent('ScriptDuration') * 1_000,
        style: spent('RecalcStyleDuration') * 1_000,
        layout: spent('LayoutDuration') * 1_000,
        styles: spent('RecalcStyleCount'),
        layouts: spent('LayoutCount'),
      }
    );
  }

  scroll(list: string, step: number, forMs: number): Promise<Scrolled> {
    return this.page.evaluate(
      ([list, step, forMs]) => (window as unknown as { watch: Watch }).watch.scroll(list, step, forMs),
      [list, step, forMs] as const,
    );
  }

  async #metrics(): Promise<Map<string, number>> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return new Map(metrics.map(({ name, value }) => [name, value]));
  }
}
