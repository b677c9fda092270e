import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { HOSTILE, HOSTILE_KEY, hostileWorld, markup } from '../../support/console/hostile-world.ts';
import { inBrowser, server, world } from '../../support/console/in-browser.ts';
import { SUCCEEDED } from '../../support/console/sample-world.ts';
import { VIEWS } from '../../support/console/views.ts';

inBrowser(
  'nothing that a caller, a script or a template wrote runs in the console',
  async ({ page, go }) => {
    const isShown = async (place: string) => {
      ok((await page.getByText(markup(place)).count()) > 0, `${place} is not shown as it is`);
    };

    await page.getByText(markup('template name')).waitFor();
    await isShown('correlation id');
    await go(`#/builds/${HOSTILE}`);
    await page.getByText(markup('error message')).first().waitFor();
    for (const place of ['error detail', 'log', 'warning', 'metadata name', 'metadata value']) {
      await isShown(place);
    }
    for (const file of await page.locator('.file-name').all()) {
      await file.click();
      await page.locator('.preview, .preview-text, .no-preview').waitFor();
    }
    await go('#/templates');
    await page.locator('.template-row').click();
    await page.getByText(markup('title of a field')).first().waitFor();
    await isShown('description');
    await page.getByRole('button', { name: 'Build', exact: true }).click();
    await page.getByRole('link', { name: 'Build page' }).waitFor();
    await go('#/write');
    await page.getByText(markup('finding')).first().waitFor();
    await go(`#/documents/${encodeURIComponent(HOSTILE_KEY)}`);
    await page.getByRole('button', { name: /^Send.*Who edits it/ }).click();
    await page.getByText('1 user edits it:').waitFor();

    equal(await page.evaluate('window.canary'), undefined);
  },
  { made: hostileWorld() },
);

inBrowser(
  'HTML, SVG and XML files are downloads, and no frame shows them',
  async ({ page, go }) => {
    await go(`#/builds/${HOSTILE}`);
    for (const name of ['x.html', 'x.svg', 'x.xml']) {
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByText('may contain scripts').waitFor();
      equal(await page.locator('iframe, img, object, embed').count(), 0, name);
    }

    await page.getByRole('button', { name: 'x.txt', exact: true }).click();
    match(await page.locator('.preview-text').innerText(), /^<script>/);
  },
  { made: hostileWorld() },
);

inBrowser('a PDF is in a frame, an image is an image, and a text is a text', async (open) => {
  const { page, go } = open;
  await go(`#/builds/${SUCCEEDED}`);
  const frame = await page.locator('iframe').getAttribute('src');
  await page.getByRole('button', { name: 'chart.png', exact: true }).click();
  const image = page.getByRole('img', { name: 'chart.png' });
  await image.waitFor();
  await page.getByRole('button', { name: 'totals.csv', exact: true }).click();
  await page.locator('.preview-text').waitFor();

  equal(frame, `${server.bucketUrl}/results/default/${SUCCEEDED}/invoice.pdf?inline`);
  equal(await page.locator('.preview-text').innerText(), 'net,gross\n100,119\n');
});

/** Views that together call most routes, and the bucket. */
const WITH_CALLS = ['build', 'write-done', 'template', 'documents'];

inBrowser('the token is in the header of calls of the API and nowhere else', async (open) => {
  const { page, go, asked } = open;
  server.seen.length = 0;
  for (const { hash, show } of VIEWS.filter(({ name }) => WITH_CALLS.includes(name))) {
    await go(hash);
    await show(page);
    await page.keyboard.press('Escape');
  }
  const stored = await page.evaluate<number>(
    'indexedDB.databases().then((all) => all.length + localStorage.length + sessionStorage.length)',
  );

  const { origin } = new URL(server.url);
  deepEqual([...new Set(asked.map((url) => new URL(url).origin))], [origin, server.bucketUrl]);
  deepEqual(
    [...asked, page.url(), ...server.seen.map(({ url }) => url)].filter((url) =>
      url.includes('token-1'),
    ),
    [],
  );
  ok(
    server.seen.some(({ server: name, headers }) => name === 'api' && headers.includes('token-1')),
  );
  deepEqual(
    server.seen.filter(
      ({ server: name, headers }) => name === 'bucket' && headers.includes('token-1'),
    ),
    [],
  );
  deepEqual([stored, (await page.context().cookies()).length], [0, 0]);
});

inBrowser(
  'a token that expires is asked for anew, and a text that is written stays',
  async (open) => {
    const { page, go } = open;
    await go('#/write');
    const editor = page.getByRole('textbox', { name: 'Script', exact: true });
    await editor.click();
    await page.keyboard.type('/* A text that nobody wants to write twice. */');
    world.now.tokens = ['token-2'];
    // The check of the script may have opened the dialog already, which a real click would not pass.
    await page.getByRole('button', { name: 'Run', exact: true }).dispatchEvent('click');
    await page.getByRole('dialog', { name: 'Your sign-in has expired' }).waitFor();
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('Requests wait.').waitFor();
    await page.evaluate(`location.href = ${JSON.stringify(`${server.url}#token=token-2`)}`);
    await page.getByText('Succeeded').waitFor();
    await page.getByText('Requests wait.').waitFor({ state: 'hidden' });

    equal(page.url(), `${server.url}#/write`);
    match(await editor.innerText(), /A text that nobody wants to write twice/);
  },
);
