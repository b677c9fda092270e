/** Texts of one schema, by property. */
type Texts = Record<string, string>;

const CORRELATION_ID =
  'Your own name for the build: 1 to 128 printable characters. An upload has its key here, which may be longer.';

/** The fields of a build request. */
export const REQUEST_TEXTS: Texts = {
  script: 'The script itself, at most 1 MiB. Needs the scope scripts:run.',
  url: 'An https address that the gateway downloads the script from. Needs the scope scripts:run.',
  template: 'The name of a template of the operator.',
  argument: 'Any JSON of at most 100 KiB. The script reads it as the global Argument.',
  inputs:
    'Files that the script reads as input://{name}: names, with a key below inputs/{tenant}/ or an https URL each.',
  outputs:
    'Where files go: names given to builder.SaveFile, with a key below results/{tenant}/ each; "*" with a key that ends in "/" is the folder of every other file.',
  metadata:
    'Up to 20 pairs of text, 4 KiB in all. The build and its events repeat them. Names have at most 40 characters.',
  priority:
    'normal, the default, or low for builds that nobody waits for. While builds of both wait, every fifth start is one of low priority.',
  debug:
    'true: the build has what its script writes to the console as logs, also if it succeeds. Of a template, it needs the scope templates:debug.',
  correlationId: `${CORRELATION_ID} The header x-correlation-id says the same; the body takes precedence.`,
};

/** The fields of a build, which events have too. */
export const BUILD_TEXTS: Texts = {
  id: 'The id of the build: 26 characters. Do not read anything from it.',
  tenant: 'The tenant that the build belongs to.',
  status: 'Where the build is. It has ended once it is succeeded, failed or cancelled.',
  origin: 'How the request arrived.',
  correlationId: CORRELATION_ID,
  source: 'Where the script came from.',
  createdAt: 'When the request was accepted.',
  startedAt: 'When the build got a slot; null before.',
  endedAt: 'When the build ended; null before.',
  metadata: 'The metadata of the request.',
  priority: 'The lane in which the build waits for a slot.',
  files: 'The files that the build saved, at most 100.',
  warnings:
    'Lines of the script that do not do what they seem to do. A succeeded build may have some. Of a template, they quote the script only with the scope templates:debug.',
  logs: 'What the script wrote to the console, if it failed or was requested with debug: the first 100 and the last 100 lines, 16 KiB at most. Of a template, it needs the scope templates:debug. Lists show none.',
  error: 'Why the build failed; null unless it failed.',
};

/** The fields of a file, which events have too. */
export const FILE_TEXTS: Texts = {
  name: 'The name that the script saved it by.',
  bucket: 'The bucket that holds the file.',
  key: 'The key of the object in the bucket.',
  size: 'In bytes.',
  contentType: 'The media type of the object.',
  sha256: 'The SHA-256 digest of the file, in lower-case hex.',
};
