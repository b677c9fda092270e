import type { Asked } from './parameters.ts';

export type CommandAnswer = { key?: unknown; error: number } & Record<string, unknown>;

/** These need no document key. */
const WITHOUT_KEY = ['version', 'license', 'getForgottenList'];

/**
 * `/command`: `version` and `license` as the real one answers them, and for the others what it says
 * of documents that nobody has opened.
 */
export function commandService(version: string) {
  return function answer({ params, token }: Asked): CommandAnswer {
    const { c, key } = params;
    if (token !== 'good') return { key, error: token === 'expired' ? 7 : 6 };
    if (!WITHOUT_KEY.includes(String(c)) && typeof key !== 'string') return { key, error: 1 };
    switch (c) {
      case 'version':
        return { key, error: 0, version };
      case 'license':
        return { key, error: 0, ...license(version) };
      case 'getForgottenList':
        return { key, error: 0, keys: [] };
      case 'info':
      case 'forcesave':
      case 'getForgotten':
      case 'deleteForgotten':
        return { key, error: 1 };
      case 'drop':
        return { key, error: 0 };
      case 'meta':
        return { key, error: params.meta ? 0 : 5 };
      default:
        return { key, error: 5 };
    }
  };
}

/** What a server without a licence file says of itself. */
function license(version: string) {
  const [build] = version.match(/\d+$/) ?? ['0'];
  return {
    license: {
      start_date: `${new Date().toISOString().slice(0, 8)}01T00:00:00.000Z`,
      end_date: null,
      timelimited: false,
      trial: false,
      developer: false,
      branding: false,
      customization: false,
      advanced_api: false,
      connections: 20,
      connections_view: 20,
      users_count: 0,
      users_view_count: 0,
      users_expire: 1,
      customer_id: '',
      alias: '',
      multitenancy: false,
    },
    server: {
      workersCount: 1,
      resultType: 3,
      packageType: 0,
      buildDate: '2026-01-01T00:00:00.000Z',
      buildVersion: version.replace(/\.\d+$/, ''),
      buildNumber: Number(build),
    },
    quota: { users: [], users_view: [] },
  };
}
