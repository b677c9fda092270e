import { useState } from 'preact/hooks';
import type { GatewayFile } from '../../client/types.ts';
import { fileKind, sizeText } from '../words/file-kind.ts';
import { DownloadButton } from './download-button.tsx';
import { FilePreview } from './file-preview.tsx';

type FilesViewProps = {
  files: GatewayFile[];
  /** Whether the first file is shown first; else it is the first one that a browser can show. */
  showsFirst?: boolean;
};

/** The files of a build or a document, one of them shown. */
export function FilesView({ files, showsFirst = false }: FilesViewProps) {
  const shown = files.findIndex((file) => fileKind(file) !== 'download');
  const [chosen, setChosen] = useState(showsFirst ? 0 : Math.max(0, shown));
  const file = files[chosen] ?? files[0];
  return (
    <section class="card files" aria-labelledby="files-title">
      <h2 id="files-title">
        Files <span class="count">{files.length}</span>
      </h2>
      <ul class="plain-list file-list">
        {files.map((each, position) => (
          <li key={each.key} class={each === file ? 'file-row file-row-shown' : 'file-row'}>
            <button
              type="button"
              class="file-name"
              aria-pressed={each === file}
              onClick={() => setChosen(position)}
            >
              {each.name}
            </button>
            <span class="small muted num">{sizeText(each.size)}</span>
            <DownloadButton file={each} />
          </li>
        ))}
      </ul>
      {file && <FilePreview key={file.key} file={file} />}
    </section>
  );
}
