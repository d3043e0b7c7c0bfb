// Words in English: the bar with one's own status, and the panes.
export const shell = {
  leftPane: 'People and conversations',
  conversationPane: 'Conversation',
  resize: 'Width of the list',
  status: 'Your status',
  statusText: 'Status text',
  statusExample: 'What are you up to?',
  statusSave: 'Set',
  statusClear: 'Clear status text',
  statusRecent: 'Used lately',
  offlineHint: 'Signs off this computer only; your other devices keep their status.',
  notifications: (n: number) => (n > 0 ? `Notifications, ${n} new` : 'Notifications'),
  settings: 'Settings',
  connecting: 'Connecting…',
  catchingUp: 'Catching up…',
};
