import type { Plugin, Response } from 'swagger-ui-dist/swagger-ui-es-bundle.js';

type Link = { name: string; url: string };

/** Adds links to the files of an answer below it: in the JSON itself, addresses cannot be clicked. */
export const fileLinks: Plugin = () => ({
  wrapComponents: {
    liveResponse:
      (Original, { React: { createElement } }) =>
      (properties) =>
        createElement(
          'div',
          null,
          createElement(Original, properties),
          createElement(
            'ul',
            { className: 'file-links' },
            ...linksIn(properties.response).map(({ name, url }) =>
              createElement(
                'li',
                { key: url },
                createElement('a', { href: url, target: '_blank', rel: 'noreferrer' }, name),
              ),
            ),
          ),
        ),
  },
});

/** The files of a build or document, or the links of one file. */
function linksIn(response: Response | undefined): Link[] {
  const { files, url, inlineUrl, document } = parsed(response?.get('text'));
  const listed = [files, document].flat().filter((file): file is Link => isHttp(file?.url));
  const links = listed.map((file) => ({ name: `Download ${file.name}`, url: file.url }));
  if (isHttp(inlineUrl)) links.push({ name: 'Open the file', url: inlineUrl });
  if (isHttp(url)) links.push({ name: 'Download the file', url });
  return links;
}

type Answer = { files?: Link[]; document?: Link; url?: unknown; inlineUrl?: unknown };

function parsed(text = ''): Answer {
  try {
    return (JSON.parse(text) as Answer | null) ?? {};
  } catch {
    return {};
  }
}

function isHttp(url: unknown): url is string {
  return typeof url === 'string' && (url.startsWith('https://') || url.startsWith('http://'));
}
