// Names for what is pasted: every picture from the clipboard is called "image.png". Pure.

/** `name`: the words for a pasted picture with its time. */
export function pastedNames(files: readonly File[], now: Date, name: (when: string) => string): File[] {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const when = `${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
  return files.map((file, at) => {
    if (!/^image\.\w+$/.test(file.name)) return file;
    const end = file.name.slice('image'.length);
    return new File([file], `${name(when)}${at === 0 ? '' : ` ${at + 1}`}${end}`, { type: file.type });
  });
}
