import { Stack } from 'aws-cdk-lib';
import type { PageSettings } from '../../shared/pages/settings.ts';
import type { Config } from '../config/config.ts';
import type { Storage } from '../storage.ts';

/** The value of the variable PAGE_SETTINGS: JSON, or empty if the pages are off. */
export function pageSettingsOf({ pages, auth, publicUrl }: Config, { bucket }: Storage): string {
  if (!pages) return '';
  const local = auth.issuer.startsWith('http://'); // the configuration allows this on the local machine alone
  const settings: PageSettings = {
    ...pages,
    issuer: auth.issuer,
    bucketOrigin:
      local && publicUrl ? new URL(publicUrl).origin : `https://${bucket.bucketRegionalDomainName}`,
    local,
  };
  return Stack.of(bucket).toJsonString(settings);
}
