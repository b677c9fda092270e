import { DETAIL_TYPES } from '../../../events/schemas.ts';
import { BUILD_TEXTS, FILE_TEXTS } from './builds.ts';

type Texts = Record<string, string>;

const ENVELOPE: Texts = {
  version: 'The version of EventBridge’s envelope.',
  id: 'EventBridge’s id of this delivery. To skip repeats, use detail.metadata.id.',
  'detail-type': 'The type of the event.',
  source: 'Always docs-gateway.',
  account: 'The account of the gateway.',
  time: 'When the event was published.',
  region: 'The region of the gateway.',
  resources: 'Always empty.',
  detail: 'What happened.',
};
const ENDED_BUILD: Texts = {
  ...BUILD_TEXTS,
  filesOmitted: 'How many files are missing from files because the event would be too large.',
};
const QUEUED_COMMAND: Texts = {
  id: 'The id of the command: the one that the sender gave, or one made from the message.',
  origin: 'How the command arrived.',
  command: 'The command as it was sent.',
};
const DOCUMENT: Texts = {
  key: 'The document key.',
  status: 'Docs’ number for what happened; absent for a forgotten file.',
  userdata: 'The userdata of the command that forced the save.',
  query: 'The query of the callbackUrl.',
  queryOmitted: 'Present if the query was cut at 2 KB.',
  forgotten: 'Whether the hourly sweep fetched the file from Docs.',
  files: 'The files that are in the bucket.',
  lastsave: 'When the document was changed last; the name of its folder in the bucket.',
  error: 'Why the gateway could not copy Docs’ file; absent if Docs itself could not save.',
};
const FILES: Texts = {
  document: 'The document.',
  changes: 'The changes since the version before, as changes.zip; null if there are none.',
  history: 'The history that the editor shows, as history.json; null if there is none.',
  form: 'The data of a submitted form, as form.json; null if there is none.',
};

/** Texts of the schemas of events, by property. */
export const EVENT_TEXTS: Record<string, Texts> = {
  GatewayEvent: { '': 'An event of the gateway as EventBridge delivers it. Types may be added.' },
  EventMetadata: {
    '': 'What every event has.',
    id: 'The event’s own id. Repeated deliveries of one event have the same id: skip them.',
    version: 'The version of the schema.',
    tenant: 'The tenant that the event belongs to.',
    correlationId: 'The id that the sender gave; for a document, its key.',
  },
  EventFile: { '': 'A file in the bucket. Events have no links.', ...FILE_TEXTS },
  SentCommand: {
    '': 'A command as it was sent.',
    c: 'The name of the command.',
    key: 'The key of the document.',
  },
  SentCommandAnswer: {
    '': 'Docs’ answer, in the fields that Docs sent.',
    error: '0, or 4 for a forced save that had nothing to save.',
    document: 'The file that was copied, if the command copies one.',
  },
  DocumentFiles: { '': 'The files of a document in the bucket.', ...FILES },
  SavedDocumentFiles: { '': 'The files of a saved document in the bucket.', ...FILES },
  DocumentSaveError: {
    '': 'Why a file could not be copied.',
    code: 'The kind of error.',
    detail: 'The error in one sentence.',
  },
  RefusedField: {
    '': 'A wrong field of a refused request.',
    pointer: 'A JSON Pointer (RFC 6901) into the request.',
    detail: 'The rule that the field breaks.',
  },
  BuildSucceededData: { '': 'A build that succeeded.', ...ENDED_BUILD },
  BuildFailedData: { '': 'A build that failed.', ...ENDED_BUILD },
  BuildCancelledData: { '': 'A build that was cancelled.', ...ENDED_BUILD },
  CommandCompletedData: {
    '': 'A queued command that Docs carried out.',
    ...QUEUED_COMMAND,
    answer: 'Docs’ answer.',
  },
  CommandFailedData: {
    '': 'A queued command that failed for good.',
    ...QUEUED_COMMAND,
    error: 'Why it failed.',
  },
  DocumentEditingData: { '': 'A user opened or left a document.', ...DOCUMENT },
  DocumentSavedData: { '': 'A saved document is in the bucket.', ...DOCUMENT },
  DocumentSaveFailedData: { '': 'A document could not be saved or copied.', ...DOCUMENT },
  DocumentClosedData: { '': 'A document was closed without changes.', ...DOCUMENT },
  RequestRefusedData: {
    '': 'A request by queue, upload or event that was refused.',
    origin: 'How the request arrived.',
    id: 'The id that the sender gave.',
    code: 'The kind of error.',
    detail: 'The error in one sentence.',
    errors: 'The wrong fields.',
  },
  ...Object.fromEntries(DETAIL_TYPES.flatMap(textsOf)),
};

function textsOf(type: string): [string, Texts][] {
  const name = type.replaceAll(' ', '');
  return [
    [`${name}Event`, { '': `The event ${type} as EventBridge delivers it.`, ...ENVELOPE }],
    [
      `${name}Detail`,
      {
        '': `The detail of the event ${type}.`,
        metadata: 'What every event has.',
        data: 'What happened.',
      },
    ],
  ];
}
