// Words in German: the product.
import type { about as english } from '../en/about';

export const about: typeof english = {
  title: 'Über Hallway',
  version: (version) => `Version ${version}`,
  tagline: 'Der Messenger Ihres Intranets.',
  check: 'Nach Updates suchen',
  checking: 'Updates werden gesucht…',
  upToDate: 'Dies ist die neueste Version.',
  noFeed: 'Updates kommen von denen, die Hallway auf diesem Computer installiert haben.',
  available: (version) => `Version ${version} ist verfügbar.`,
  install: 'Installieren',
  installing: (percent) => `Wird installiert, ${percent} %`,
  restart: (version) => `Version ${version} ist installiert. Sie startet, wenn Sie Hallway das nächste Mal öffnen.`,
  licence: 'Freie Software unter der Apache-Lizenz 2.0.',
};
