import type { ComponentChildren } from 'preact';
import type { Build } from '../../client/types.ts';
import { originWord, sourceWord } from './build-title.ts';

/** Everything else that the gateway tells of a build. */
export function BuildFacts({ build }: { build: Build }) {
  const { correlationId, tenant, origin, priority, metadata, source } = build;
  const given = Object.entries(metadata);
  return (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">Request</h2>
      <dl class="facts">
        <Fact name="Correlation id">
          <code>{correlationId}</code>
        </Fact>
        <Fact name="Arrived by">{originWord(origin)}</Fact>
        <Fact name="Script">
          {sourceWord(build)} <SourceValue source={source} />
        </Fact>
        <Fact name="Priority">{priority}</Fact>
        <Fact name="Tenant">
          <code>{tenant}</code>
        </Fact>
      </dl>
      {given.length > 0 && (
        <>
          <h3>Metadata</h3>
          <dl class="facts">
            {given.map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </dl>
        </>
      )}
      <details class="as-json">
        <summary>As JSON</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre tabIndex={0}>{JSON.stringify(build, null, 2)}</pre>
      </details>
    </section>
  );
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function SourceValue({ source }: { source: Build['source'] }) {
  const { template, version, url, sha256, upload } = source;
  if (template) {
    return (
      <>
        <code>{template}</code>
        {version && <span class="muted small"> version {version}</span>}
      </>
    );
  }
  const value = upload ?? url ?? (sha256 && `SHA-256 ${sha256}`);
  return value ? <code class="break">{value}</code> : null;
}
