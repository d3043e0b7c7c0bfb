// Words in German: the pane about a person.
import type { details as english } from '../en/details';

export const details: typeof english = {
  title: 'Funktion',
  department: 'Abteilung',
  phone: 'Telefon',
  email: 'E-Mail',
  address: 'Chat-Adresse',
  localTime: 'Ortszeit',
  lastSeen: 'Zuletzt gesehen',
  status: 'Status',
  files: 'Dateien',
  allFiles: 'Alle Dateien',
  profile: 'Profil im Intranet öffnen',
  nothing: 'Mehr sagt das Intranet über diese Person nicht.',
};
