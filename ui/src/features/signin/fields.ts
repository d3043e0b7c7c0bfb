// Which field of the sign-in form a refusal is about: it is said beside that field.
import type { Code } from '../../ipc/generated/Code';

export type Field = 'url' | 'account' | 'password' | 'form';

export function fieldOf(code: Code): Field {
  switch (code) {
    case 'urlInvalid':
    case 'urlInsecure':
    case 'hostUnknown':
    case 'hostUnreachable':
    case 'notAnIntranet':
    case 'certificateExpired':
    case 'certificateWrongHost':
    case 'certificateUntrusted':
    case 'certificateInvalid':
    case 'signInUnsafe':
    case 'serverNotGenuine':
      return 'url';
    case 'accountDisabled':
      return 'account';
    case 'credentialsRefused':
    case 'tooManyAttempts':
      return 'password';
    default:
      return 'form';
  }
}
