import type { GatewayFile } from '../../client/types.ts';
import { Loaded } from '../parts/notice.tsx';
import { useLoad } from '../parts/use-load.tsx';
import { fileKind, isOffice, MAX_TEXT_BYTES, suffixOf } from '../words/file-kind.ts';

/** A file as far as a browser can show it without running anything in it. */
export function FilePreview({ file }: { file: GatewayFile }) {
  switch (fileKind(file)) {
    case 'pdf':
    case 'image':
      return <LinkedPreview file={file} />;
    case 'text':
      return <TextPreview file={file} />;
    default:
      return <p class="no-preview muted">{whyNot(file)}</p>;
  }
}

function whyNot({ name, contentType, size }: GatewayFile): string {
  if (contentType.startsWith('text/plain') && size > MAX_TEXT_BYTES) {
    return 'This text is too long to show here. Download it to read it.';
  }
  if (isOffice(name)) {
    return `A browser cannot show ${suffixOf(name)} files. Download it; a script can save the document as a PDF too.`;
  }
  if (['html', 'htm', 'svg', 'xml', 'xhtml'].includes(suffixOf(name))) {
    return 'Files of this type may contain scripts, so this page does not show them. Download it to open it.';
  }
  return 'This page cannot show files of this type. Download it to open it.';
}

/** A PDF in a frame or an image, from a link that fixes the type. */
function LinkedPreview({ file }: { file: GatewayFile }) {
  const [load, again] = useLoad((signal) => file.link({ signal }), [file.key]);
  return (
    <Loaded load={load} what={file.name} again={again}>
      {({ inlineUrl }) =>
        inlineUrl === null ? (
          <p class="no-preview muted">{whyNot(file)}</p>
        ) : (
          <div class="preview">
            {fileKind(file) === 'image' ? (
              <img class="preview-image" src={inlineUrl} alt={file.name} />
            ) : (
              <PdfFrame name={file.name} url={inlineUrl} />
            )}
            <p class="small preview-foot">
              <a href={inlineUrl} target="_blank" rel="noopener noreferrer">
                Open in a new tab
              </a>
            </p>
          </div>
        )
      }
    </Loaded>
  );
}

function PdfFrame({ name, url }: { name: string; url: string }) {
  if (!navigator.pdfViewerEnabled) {
    return (
      <p class="no-preview muted">
        This browser does not show PDF files inside a page. Open it in a new tab.
      </p>
    );
  }
  return <iframe class="preview-frame" src={url} title={name} referrerpolicy="no-referrer" />;
}

function TextPreview({ file }: { file: GatewayFile }) {
  const read = async (signal: AbortSignal) => (await file.blob({ signal })).text();
  const [load, again] = useLoad(read, [file.key]);
  return (
    <Loaded load={load} what={file.name} again={again}>
      {(text) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre class="preview-text" tabIndex={0}>
          {text}
        </pre>
      )}
    </Loaded>
  );
}
