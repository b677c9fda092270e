/** The answer to the command `license` of a server without a licence file. */
export function license(version: string) {
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
