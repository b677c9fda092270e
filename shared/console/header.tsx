import { useSession } from './parts/session.tsx';
import { hrefOf, type Route } from './route.ts';

type Page = Route['page'];
type Entry = { name: string; route: Route; pages: Page[] };

const ENTRIES: Entry[] = [
  { name: 'Builds', route: { page: 'builds', filter: {} }, pages: ['builds', 'build'] },
  { name: 'Write', route: { page: 'write' }, pages: ['write'] },
  { name: 'Templates', route: { page: 'templates' }, pages: ['templates', 'template'] },
  { name: 'Documents', route: { page: 'documents' }, pages: ['documents'] },
];

export function Header({ page }: { page: Page }) {
  const { apiUrl } = useSession();
  return (
    <header class="top">
      <div class="top-inner">
        <span class="brand">
          <span class="brand-sign" aria-hidden="true" />
          Docs Gateway
        </span>
        <nav aria-label="Pages">
          <ul class="plain-list nav">
            {ENTRIES.map(({ name, route, pages }) => (
              <li key={name}>
                <a href={hrefOf(route)} aria-current={pages.includes(page) ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p class="top-links">
          <a href={`${apiUrl}/reference`} target="_blank" rel="noopener noreferrer">
            API reference
          </a>
        </p>
      </div>
    </header>
  );
}
