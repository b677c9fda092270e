import type { Table } from '../../../shared/storage/table/table.ts';
import type { Entry } from '../../../shared/workflow/admission/admit.ts';
import { itemsOf } from '../aws/resources.ts';
import { scriptOf } from '../docs/saving-script.ts';

export const request = { script: scriptOf('a.docx') };
export const other = { script: scriptOf('b.docx') };

export const entry = (changed: Partial<Entry> = {}): Entry => ({
  tenant: 'default',
  origin: 'http',
  correlationId: 'correlation',
  ...changed,
});

/** The number of a tenant's items in the table, by the first word of their keys. */
export async function countOf(table: Table, tenant: string): Promise<Record<string, number>> {
  const words = (await itemsOf(table))
    .filter((item) => `${item.pk}#${item.sk}`.includes(`#${tenant}#`) || item.tenant === tenant)
    .map(({ pk }) => String(pk).split('#')[0] ?? '');
  return Object.fromEntries(
    [...new Set(words)].map((word) => [word, words.filter((each) => each === word).length]),
  );
}
