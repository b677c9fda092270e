import type { ListedTemplate } from '../../client/types.ts';
import { Loaded, Notice } from '../parts/notice.tsx';
import { useSession } from '../parts/session.tsx';
import { Time } from '../parts/time.tsx';
import { useLoad } from '../parts/use-load.tsx';
import { hrefOf } from '../route.ts';

export function TemplateListPage() {
  const { gateway } = useSession();
  const [load, again] = useLoad(async (signal) => {
    const items: ListedTemplate[] = [];
    for await (const item of gateway.templates({ signal })) items.push(item);
    return items;
  }, []);
  return (
    <section aria-labelledby="page-title">
      <div class="page-head">
        <h1 id="page-title">Templates</h1>
        <p class="muted">Scripts of the operator. You fill in the argument.</p>
      </div>
      <Loaded load={load} what="templates" again={again}>
        {(templates) => (templates.length === 0 ? <NoTemplates /> : <Rows templates={templates} />)}
      </Loaded>
    </section>
  );
}

function Rows({ templates }: { templates: ListedTemplate[] }) {
  return (
    <ul class="plain-list card card-list" aria-label="Templates">
      {templates.map(({ name, updatedAt }) => (
        <li key={name}>
          <a class="template-row" href={hrefOf({ page: 'template', name })}>
            <strong>{name}</strong>
            <span class="small muted num">
              replaced <Time at={updatedAt} />
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function NoTemplates() {
  return (
    <Notice title="No templates yet">
      <p>
        The operator stores them as <code>templates/NAME.docbuilder</code> in the bucket, with a
        schema of the argument beside them.
      </p>
    </Notice>
  );
}
