// Words in German: signing in.
import type { signin as english } from '../en/signin';

export const signin: typeof english = {
  title: 'Anmelden',
  lead: 'Mit dem Konto, das Sie im Intranet benutzen.',
  url: 'Adresse des Intranets',
  urlExample: 'intranet.example.com',
  account: 'E-Mail oder Kontoname',
  accountExample: 'anna.berg@example.com',
  password: 'Passwort',
  reveal: 'Passwort anzeigen',
  conceal: 'Passwort verbergen',
  submit: 'Anmelden',
  busy: 'Anmeldung läuft…',
  looking: 'Das Intranet wird gesucht…',
  found: 'Intranet gefunden',
  forgot: 'Passwort vergessen?',
  urlMissing: 'Geben Sie die Adresse Ihres Intranets ein.',
  accountMissing: 'Geben Sie Ihre E-Mail-Adresse oder Ihren Kontonamen ein.',
  passwordMissing: 'Geben Sie Ihr Passwort ein.',
  starting: 'Wird geöffnet…',
};
