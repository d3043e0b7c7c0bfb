// Modules that are made at build time (build/emoji.ts).
declare module 'virtual:emoji/*' {
  const rows: import('./data').EmojiRow[];
  export default rows;
}
