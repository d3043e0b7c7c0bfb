// Which sign stands for which kind of file: pure. By media type first, by the name's end where that says nothing.
import File from '@lucide/svelte/icons/file';
import FileArchive from '@lucide/svelte/icons/file-archive';
import FileCode from '@lucide/svelte/icons/file-code';
import FileHeadphone from '@lucide/svelte/icons/file-headphone';
import FileImage from '@lucide/svelte/icons/file-image';
import FilePlay from '@lucide/svelte/icons/file-play';
import FileSpreadsheet from '@lucide/svelte/icons/file-spreadsheet';
import FileText from '@lucide/svelte/icons/file-text';
import Presentation from '@lucide/svelte/icons/presentation';
import type { FileKind } from '../../../ipc/generated/FileKind';

export type FileSign = 'image' | 'audio' | 'video' | 'text' | 'sheet' | 'slides' | 'archive' | 'code' | 'other';

export const SIGNS = {
  image: FileImage,
  audio: FileHeadphone,
  video: FilePlay,
  text: FileText,
  sheet: FileSpreadsheet,
  slides: Presentation,
  archive: FileArchive,
  code: FileCode,
  other: File,
} as const satisfies Record<FileSign, typeof File>;

const BY_END: [FileSign, RegExp][] = [
  ['sheet', /\.(xlsx?|ods|csv|tsv|numbers)$/i],
  ['slides', /\.(pptx?|odp|key)$/i],
  ['archive', /\.(zip|7z|rar|gz|tgz|xz|bz2|tar|iso|dmg)$/i],
  ['code', /\.(json|xml|html?|css|[jt]sx?|rs|py|c|h|cpp|java|sh|sql|ya?ml|toml)$/i],
  ['text', /\.(pdf|docx?|odt|rtf|txt|md|pages|epub)$/i],
];

export function signOf(kind: FileKind, mime: string, name: string): FileSign {
  if (kind !== 'other') return kind;
  for (const [sign, end] of BY_END) if (end.test(name)) return sign;
  if (/spreadsheet|excel/.test(mime)) return 'sheet';
  if (/presentation|powerpoint/.test(mime)) return 'slides';
  if (/zip|compressed|x-tar|rar/.test(mime)) return 'archive';
  return mime.startsWith('text/') || mime === 'application/pdf' ? 'text' : 'other';
}
