// How the window is divided: what the page alone decides and remembers (the core knows nothing of it).
import { recall, remember } from './memory';

const LEFT_KEY = 'hallway.left';
const DETAILS_KEY = 'hallway.details';
const COMPOSER_KEY = 'hallway.composer';
export const LEFT_MIN = 200;
export const LEFT_MAX = 420;
const LEFT_DEFAULT = 296;
/** Below this a dragged composer is one line again. */
export const COMPOSER_MIN = 52;
export const COMPOSER_MAX = 480;
/** Below this width (CSS pixels at 100 %) there is one pane at a time. */
const ONE_PANE = 700;
/** From this width on, the details pane stands beside the conversation, not over it. */
const THREE_PANES = 1060;

export class Layout {
  /** Width of the left pane in CSS pixels at 100 %. */
  left = $state(LEFT_DEFAULT);
  details = $state(false);
  /** Least height of the field one writes in, in CSS pixels at 100 %; 0: one line. */
  composer = $state(0);
  #width = $state(innerWidth);

  constructor() {
    const left = Number(recall(LEFT_KEY));
    if (left >= LEFT_MIN && left <= LEFT_MAX) this.left = left;
    this.details = recall(DETAILS_KEY) === 'open';
    this.resizeComposer(Number(recall(COMPOSER_KEY)));
    addEventListener('resize', () => (this.#width = innerWidth));
  }

  narrow(zoom: number): boolean {
    return (this.#width * 100) / zoom < ONE_PANE;
  }

  wide(zoom: number): boolean {
    return (this.#width * 100) / zoom >= THREE_PANES;
  }

  resizeLeft(width: number): void {
    this.left = Math.round(Math.min(LEFT_MAX, Math.max(LEFT_MIN, width)));
    remember(LEFT_KEY, String(this.left));
  }

  showDetails(open: boolean): void {
    this.details = open;
    remember(DETAILS_KEY, open ? 'open' : '');
  }

  resizeComposer(height: number): void {
    this.composer = height < COMPOSER_MIN ? 0 : Math.round(Math.min(COMPOSER_MAX, height));
    remember(COMPOSER_KEY, this.composer === 0 ? null : String(this.composer));
  }
}
