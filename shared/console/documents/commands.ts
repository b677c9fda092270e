/** A command of Docs as the page offers it. */
export type OfferedCommand = {
  c: CommandName;
  title: string;
  does: string;
  /** Whether it concerns one document, or all of Docs. */
  needsKey: boolean;
  /** What it asks for besides the key. */
  asks?: 'title' | 'users';
  /** The question before it is sent; only for what cannot be undone or what others notice. */
  question?: { title: string; text: string; action: string };
};

export type CommandName =
  | 'info'
  | 'forcesave'
  | 'meta'
  | 'drop'
  | 'getForgotten'
  | 'deleteForgotten'
  | 'getForgottenList'
  | 'version'
  | 'license';

export const OFFERED_COMMANDS: OfferedCommand[] = [
  {
    c: 'info',
    title: 'Who edits it',
    does: 'Lists the users who have the document open. Docs also reports it to the callback.',
    needsKey: true,
  },
  {
    c: 'forcesave',
    title: 'Save now',
    does: 'Saves the document without closing it, and waits up to 20 seconds for the file.',
    needsKey: true,
  },
  {
    c: 'meta',
    title: 'Rename',
    does: 'Changes the title that editors show. The document and its key stay the same.',
    needsKey: true,
    asks: 'title',
  },
  {
    c: 'drop',
    title: 'Disconnect users',
    does: 'Asks users to leave the document: those whose ids you give, or everyone.',
    needsKey: true,
    asks: 'users',
    question: {
      title: 'Disconnect these users?',
      text: 'Their editors become read-only at once. What they typed last is saved by Docs as usual.',
      action: 'Disconnect',
    },
  },
  {
    c: 'getForgotten',
    title: 'Fetch the forgotten file',
    does: 'Copies the file that Docs could not deliver to the bucket. It stays in Docs.',
    needsKey: true,
  },
  {
    c: 'deleteForgotten',
    title: 'Delete the forgotten file',
    does: 'Deletes the file that Docs could not deliver from Docs.',
    needsKey: true,
    question: {
      title: 'Delete the forgotten file?',
      text: 'If the file was never copied, the changes in it are lost. This cannot be undone.',
      action: 'Delete for good',
    },
  },
  {
    c: 'getForgottenList',
    title: 'List forgotten files',
    does: 'Lists the keys of all files that Docs could not deliver.',
    needsKey: false,
  },
  {
    c: 'version',
    title: 'Version',
    does: 'Tells the version of Docs.',
    needsKey: false,
  },
  {
    c: 'license',
    title: 'Licence',
    does: 'Tells the licence of Docs, its limits, and the users that count.',
    needsKey: false,
  },
];

/** The ids in a text, separated by commas or spaces. */
export function userIdsIn(text: string): string[] {
  return text
    .replaceAll(',', ' ')
    .split(' ')
    .map((id) => id.trim())
    .filter(Boolean);
}
