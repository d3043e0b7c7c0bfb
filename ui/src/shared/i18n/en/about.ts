// Words in English: the product.
export const about = {
  title: 'About Hallway',
  version: (version: string) => `Version ${version}`,
  tagline: 'The messenger of your intranet.',
  check: 'Check for updates',
  checking: 'Checking for updates…',
  upToDate: 'This is the newest version.',
  noFeed: 'Updates come from whoever installed Hallway on this computer.',
  available: (version: string) => `Version ${version} is available.`,
  install: 'Install',
  installing: (percent: number) => `Installing, ${percent} %`,
  restart: (version: string) => `Version ${version} is installed. It starts the next time you open Hallway.`,
  licence: 'Free software under the Apache License 2.0.',
};
