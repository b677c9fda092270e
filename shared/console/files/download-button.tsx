import type { GatewayFile } from '../../client/types.ts';
import { useSession } from '../parts/session.tsx';
import { explainError } from '../words/explain-error.ts';

/** Saves a file by a new link: the links of a page that is open for long have expired. */
export function DownloadButton({ file }: { file: GatewayFile }) {
  const { notify } = useSession();
  const save = async () => {
    try {
      const { url } = await file.link();
      const anchor = document.createElement('a');
      anchor.href = url;
      anchor.rel = 'noreferrer';
      anchor.download = '';
      anchor.click();
    } catch (error) {
      const { title, detail } = explainError(error);
      notify(`${title}. ${detail}`);
    }
  };
  return (
    <button type="button" class="button button-small" onClick={save}>
      Download<span class="sr-only"> {file.name}</span>
    </button>
  );
}
