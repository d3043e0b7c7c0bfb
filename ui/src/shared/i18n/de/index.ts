// The words of the window in German, a file for each subject.
import type { Catalogue } from '../en';
import { about } from './about';
import { availability } from './availability';
import { composer } from './composer';
import { connection } from './connection';
import { details } from './details';
import { emoji } from './emoji';
import { files } from './files';
import { general } from './general';
import { history } from './history';
import { keys } from './keys';
import { lists } from './lists';
import { message } from './message';
import { newtalk } from './newtalk';
import { notice } from './notice';
import { notifications } from './notifications';
import { rooms } from './rooms';
import { quick } from './quick';
import { search } from './search';
import { settings } from './settings';
import { shell } from './shell';
import { signin } from './signin';
import { state } from './state';
import { tabs } from './tabs';
import { talk } from './talk';

export const de: Catalogue = {
  ...general,
  signin,
  availability,
  shell,
  search,
  lists,
  talk,
  state,
  composer,
  details,
  connection,
  notifications,
  settings,
  about,
  notice,
  message,
  files,
  emoji,
  history,
  tabs,
  rooms,
  newtalk,
  keys,
  quick,
};
