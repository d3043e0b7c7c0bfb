// Words in English: the pane about a person.
export const details = {
  title: 'Title',
  department: 'Department',
  phone: 'Phone',
  email: 'E-mail',
  address: 'Chat address',
  localTime: 'Local time',
  lastSeen: 'Last seen',
  status: 'Status',
  files: 'Files',
  allFiles: 'All files',
  profile: 'Open intranet profile',
  nothing: 'The intranet says nothing more about this person.',
};
