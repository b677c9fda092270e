const KEY = 'The key of the document.';
const C = 'The name of the command.';
const USERDATA = 'Any text of at most 4,096 bytes, which the callback returns.';

/** Texts of the schemas of commands and callbacks, by property. */
export const COMMAND_TEXTS: Record<string, Record<string, string>> = {
  Command: {
    '': 'A command in the shape that Docs documents. The gateway signs it, so it has no token. null means that a field is absent.',
  },
  DeleteForgottenCommand: { '': 'Deletes a forgotten file in Docs.', c: C, key: KEY },
  DropCommand: {
    '': 'Disconnects users from a document. Has exactly one of users and all.',
    c: C,
    key: KEY,
    users: 'The ids of the users.',
    all: 'Disconnects every user.',
  },
  ForcesaveCommand: {
    '': 'Saves a document that is being edited.',
    c: C,
    key: KEY,
    userdata: USERDATA,
  },
  GetForgottenCommand: {
    '': 'Copies a forgotten file into the bucket and returns a link to the copy.',
    c: C,
    key: KEY,
  },
  GetForgottenListCommand: { '': 'Lists the keys of files that Docs could not deliver.', c: C },
  InfoCommand: { '': 'Says who edits a document.', c: C, key: KEY, userdata: USERDATA },
  LicenseCommand: { '': 'Returns the licence of Docs.', c: C },
  MetaCommand: {
    '': 'Changes what editors show of a document.',
    c: C,
    key: KEY,
    meta: 'What changes.',
  },
  VersionCommand: { '': 'Returns the version of Docs.', c: C },
  DocumentTitle: {
    '': 'What editors show of a document.',
    title: 'The title, with its suffix.',
  },
  CommandAnswer: {
    '': 'Docs’ answer. Which fields it has depends on the command; fields that Docs adds are sent as they are.',
    error: '0, or 4 for a forced save that had nothing to save.',
    key: 'The key of the document.',
    users: 'info: the ids of the users who edit the document.',
    keys: 'getForgottenList: the keys of the forgotten files.',
    version: 'version: the version of Docs.',
    license: 'license: the licence of Docs.',
    server: 'license: the build of Docs.',
    quota: 'license: the users that count.',
    url: 'getForgotten: a link to the copy in the bucket, valid for 15 minutes.',
    document: 'getForgotten, and forcesave with Prefer: wait: the file in the bucket.',
  },
  Callback: {
    '': 'A callback as Docs sends it. Only the claims of its token are used; Docs sends the token in the body or in a header.',
    key: KEY,
    status: 'What happened to the document.',
    token: 'The token of Docs, whose claims are the callback.',
  },
  CallbackAnswer: {
    '': 'The answer that Docs expects.',
    error: 'Always 0.',
  },
};
