// Lucide's icons as plain markup. The package puts each one together when it is drawn, half a millisecond of work, and
// a window draws dozens: here the nodes of an icon are written out at build time into a component that is only cloned.
// It takes what the page uses (`size`, `strokeWidth`, `fill`) and nothing else.
import type { Plugin } from 'vite';

interface IconData {
  node: [tag: string, attributes: Record<string, string>][];
}

const ICON = /\/@lucide\/svelte\/dist\/icons\/([a-z0-9-]+)\.svelte$/;
const DATA = /const iconData = (\{.*\});/;

export function icons(): Plugin {
  return {
    name: 'hallway-icons',
    // Before Svelte compiles it.
    enforce: 'pre',
    transform(code, id) {
      const name = ICON.exec(id)?.[1];
      return name === undefined ? undefined : { code: component(name, code), map: null };
    },
  };
}

/** The component for an icon of this name, from the source of the package's own one. */
export function component(name: string, source: string): string {
  const data = DATA.exec(source)?.[1];
  if (data === undefined) throw new Error(`the icon ${name} is not written as expected`);
  const inside = (JSON.parse(data) as IconData).node.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
    return `<${tag}${written.join('')} />`;
  });
  return `<script>
const { size, strokeWidth = 2, fill = 'none' } = $props();
</script>

<svg width={size} height={size} viewBox="0 0 24 24" {fill} stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inside.join('')}</svg>
`;
}
