// The signs of what a message holds beside its words.
import AudioLines from '@lucide/svelte/icons/audio-lines';
import Image from '@lucide/svelte/icons/image';
import Paperclip from '@lucide/svelte/icons/paperclip';
import Video from '@lucide/svelte/icons/video';
import type { FileKind } from '../ipc/generated/FileKind';

export const FILE_MARKS: Record<FileKind, typeof Image> = { image: Image, audio: AudioLines, video: Video, other: Paperclip };
