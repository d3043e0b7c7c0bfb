// The menu of styles: what the keys do (XEP-0393), for those who look for a button.
import Bold from '@lucide/svelte/icons/bold';
import Code from '@lucide/svelte/icons/code';
import Italic from '@lucide/svelte/icons/italic';
import SquareCode from '@lucide/svelte/icons/square-code';
import Strikethrough from '@lucide/svelte/icons/strikethrough';
import TextQuote from '@lucide/svelte/icons/text-quote';
import { t } from '../../shared/i18n';
import { keysOf } from '../../shared/keys';
import type { MenuEntry } from '../../shared/menu';
import { chordOf } from '../../shared/shortcuts';
import type { Style } from './formatting';

export function styleEntries(onstyle: (style: Style) => void): MenuEntry[] {
  const keyed = (does: 'bold' | 'italic' | 'strike' | 'code', style: Style, icon: typeof Bold): MenuEntry => ({
    id: style,
    label: t.keys.does[does],
    icon,
    keys: keysOf(chordOf(does)),
    run: () => onstyle(style),
  });
  return [
    keyed('bold', 'strong', Bold),
    keyed('italic', 'emphasis', Italic),
    keyed('strike', 'strike', Strikethrough),
    keyed('code', 'code', Code),
    'line',
    { id: 'block', label: t.composer.codeBlock, icon: SquareCode, run: () => onstyle('block') },
    { id: 'quote', label: t.composer.quote, icon: TextQuote, run: () => onstyle('quote') },
  ];
}
