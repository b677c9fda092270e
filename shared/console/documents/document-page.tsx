import { useEffect, useState } from 'preact/hooks';
import type { GatewayDocument } from '../../client/types.ts';
import { Fact } from '../builds/build-facts.tsx';
import { FilesView } from '../files/files-view.tsx';
import { Loaded, Notice } from '../parts/notice.tsx';
import { useSession } from '../parts/session.tsx';
import { Time } from '../parts/time.tsx';
import { useLoad } from '../parts/use-load.tsx';
import { hrefOf } from '../route.ts';
import { CommandCard } from './command-card.tsx';
import { OFFERED_COMMANDS } from './commands.ts';

const OF_ONE = OFFERED_COMMANDS.filter(({ needsKey }) => needsKey);
const OF_ALL = OFFERED_COMMANDS.filter(({ needsKey }) => !needsKey);

export function DocumentPage({ documentKey = '' }: { documentKey?: string | undefined }) {
  return (
    <section aria-labelledby="page-title">
      <div class="page-head">
        <h1 id="page-title">Documents</h1>
        <p class="muted">What editors saved, and what Docs can be asked to do.</p>
      </div>
      <KeyForm documentKey={documentKey} />
      {documentKey !== '' && (
        <>
          <NewestSave key={documentKey} documentKey={documentKey} />
          <Commands title="Commands for this document" {...{ documentKey, commands: OF_ONE }} />
        </>
      )}
      <Commands title="Commands for all of Docs" {...{ documentKey, commands: OF_ALL }} />
    </section>
  );
}

function KeyForm({ documentKey }: { documentKey: string }) {
  const [text, setText] = useState(documentKey);
  useEffect(() => setText(documentKey), [documentKey]);
  const look = (event: Event) => {
    event.preventDefault();
    const key = text.trim();
    location.hash = hrefOf(key ? { page: 'documents', key } : { page: 'documents' });
  };
  return (
    <form class="key-form" onSubmit={look}>
      <label class="field">
        <span>Document key</span>
        <input
          class="mono"
          value={text}
          placeholder="acme.order-42"
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-primary">
        Look up
      </button>
    </form>
  );
}

function NewestSave({ documentKey }: { documentKey: string }) {
  const { gateway } = useSession();
  const [load, again] = useLoad((signal) => gateway.document(documentKey, { signal }), []);
  if (load.state === 'failed' && isMissing(load.error)) {
    return (
      <Notice title="No save of this document is stored">
        <p>Nobody saved a document with this key yet, or the key belongs to another tenant.</p>
      </Notice>
    );
  }
  return (
    <Loaded load={load} what="the document" again={again}>
      {(document) => <SaveView document={document} />}
    </Loaded>
  );
}

function SaveView({ document }: { document: GatewayDocument }) {
  return (
    <>
      <section class="card" aria-labelledby="save-title">
        <h2 id="save-title">Newest save</h2>
        <dl class="facts">
          <Fact name="Stored">
            <Time at={document.savedAt} full />
          </Fact>
          <Fact name="How">{howSaved(document)}</Fact>
          <Fact name="Tenant">
            <code>{document.tenant}</code>
          </Fact>
        </dl>
      </section>
      <FilesView files={document.files} showsFirst />
    </>
  );
}

function howSaved({ status, forgotten }: GatewayDocument): string {
  if (forgotten) return 'fetched from the forgotten files of Docs';
  if (status === 6) return 'by a forced save, while it was open';
  return status === 2 ? 'when the last user closed it' : `status ${status}`;
}

function isMissing(error: unknown): boolean {
  return (error as { status?: unknown }).status === 404;
}

type CommandsProps = { title: string; documentKey: string; commands: typeof OFFERED_COMMANDS };

function Commands({ title, documentKey, commands }: CommandsProps) {
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <ul class="plain-list commands">
        {commands.map((command) => (
          <CommandCard key={`${command.c} ${documentKey}`} {...{ command, documentKey }} />
        ))}
      </ul>
    </section>
  );
}
