import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Gateway } from '../client/client.ts';
import { BuildListPage } from './builds/build-list.tsx';
import { BuildPage } from './builds/build-page.tsx';
import { DocumentPage } from './documents/document-page.tsx';
import { ExpiredDialog } from './expired-dialog.tsx';
import { Header } from './header.tsx';
import { Notice } from './parts/notice.tsx';
import { type Session, SessionProvider } from './parts/session.tsx';
import { hrefOf, type Route, readRoute } from './route.ts';
import type { Session as SignIn } from './sign-in/session.ts';
import { TemplateListPage } from './templates/template-list.tsx';
import { TemplatePage } from './templates/template-page.tsx';
import { WritePage } from './write/write-page.tsx';

export type ConsoleOptions = { gateway: Gateway; apiUrl: string; nonce: string; signIn: SignIn };

/** The whole console, once there is a way to get a token. */
export function Console({ gateway, apiUrl, nonce, signIn }: ConsoleOptions) {
  const [message, notify] = useMessage();
  const route = useRoute();
  const session = useMemo<Session>(
    () => ({ gateway, apiUrl, nonce, started: new Map(), drafts: new Map(), notify }),
    [gateway, apiUrl, nonce, notify],
  );
  const main = useMainFocus(route);
  return (
    <SessionProvider value={session}>
      <button type="button" class="button skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Header page={route.page} />
      <ExpiredDialog signIn={signIn} />
      <main ref={main} id="main" tabIndex={-1}>
        <Page route={route} />
      </main>
      <div class="message" role="status">
        {message && <p class="message-text">{message}</p>}
      </div>
    </SessionProvider>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'builds':
      return <BuildListPage filter={route.filter} />;
    case 'build':
      return <BuildPage key={route.id} id={route.id} />;
    case 'write':
      return <WritePage />;
    case 'templates':
      return <TemplateListPage />;
    case 'template':
      return <TemplatePage key={route.name} name={route.name} />;
    case 'documents':
      return <DocumentPage documentKey={route.key} />;
    default:
      return (
        <Notice title="There is no such page">
          <p>
            <a href={hrefOf({ page: 'builds', filter: {} })}>Show the builds</a>
          </p>
        </Notice>
      );
  }
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    // A new token in the address is not a page; it is taken out at once.
    const follow = () => location.hash.startsWith('#token=') || setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return useMemo(() => readRoute(hash), [hash]);
}

/** Another page begins at its top, where keyboard and screen reader then are. */
function useMainFocus(route: Route) {
  const main = useRef<HTMLElement>(null);
  const place = route.page === 'builds' ? 'builds' : hrefOf(route);
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [place]);
  return main;
}

const MESSAGE_MS = 6000;

/** A short sentence that disappears by itself. */
function useMessage(): [string | undefined, (text: string) => void] {
  const [message, setMessage] = useState<{ text: string }>();
  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => setMessage(undefined), MESSAGE_MS);
    return () => clearTimeout(timer);
  }, [message]);
  const notify = useMemo(() => (text: string) => setMessage({ text }), []);
  return [message?.text, notify];
}
