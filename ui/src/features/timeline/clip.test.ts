// Texts that would fill screens are cut, and no others.
import { describe, expect, it } from 'vitest';
import type { Block } from '../../ipc/generated/Block';
import { clipped } from './clip';

const paragraph = (...texts: string[]): Block => ({ is: 'paragraph', spans: texts.map((text) => ({ is: 'text', text })) });
const text = (blocks: Block[] | null): string =>
  (blocks ?? []).map((block) => (block.is === 'paragraph' ? block.spans.map((span) => span.text).join('') : block.is === 'quote' ? text(block.blocks) : block.text)).join('\n');

describe('clipped', () => {
  it('leaves what is short', () => {
    expect(clipped([])).toBeNull();
    expect(clipped([paragraph('one\ntwo')])).toBeNull();
    expect(clipped([paragraph('x'.repeat(6000))])).toBeNull();
    expect(clipped([paragraph(Array.from({ length: 80 }, () => 'x').join('\n'))])).toBeNull();
    expect(clipped(Array.from({ length: 80 }, () => paragraph('x')))).toBeNull();
  });

  it('cuts after so many lines', () => {
    const lines = Array.from({ length: 200 }, (_, at) => `${at}`).join('\n');
    expect(text(clipped([paragraph(lines)])).split('\n')).toHaveLength(80);
    expect(text(clipped([{ is: 'code', text: lines, language: null }])).split('\n')).toHaveLength(80);
    expect(text(clipped([{ is: 'quote', blocks: [paragraph(lines)] }, paragraph('end')])).split('\n')).toHaveLength(80);
    expect(clipped(Array.from({ length: 200 }, () => paragraph('x')))?.length).toBe(80);
  });

  it('cuts after so many characters, in the span where it happens', () => {
    expect(text(clipped([paragraph('x'.repeat(7000))]))).toHaveLength(6000);
    expect(text(clipped([paragraph('x'.repeat(5000), 'y'.repeat(5000), 'z')]))).toBe('x'.repeat(5000) + 'y'.repeat(1000));
  });
});
