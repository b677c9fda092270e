import { readBody } from '../../shared/api/body/body.ts';
import { FORM_BODY } from '../../shared/api/body/multipart-form.ts';

/** Sends a form as browsers and Node write it. */
export async function sendForm(form: FormData): Promise<unknown> {
  const request = new Request('http://127.0.0.1/', { method: 'POST', body: form });
  const headers = { 'content-type': request.headers.get('content-type') ?? '' };
  return send(Buffer.from(await request.arrayBuffer()), headers['content-type']);
}

/** Sends the bytes of a form. */
export function send(body: Buffer, type = 'multipart/form-data; boundary=cut'): Promise<unknown> {
  const headers = { 'content-type': type };
  return readBody({ headers, body: body.toString('base64'), isBase64Encoded: true }, [FORM_BODY]);
}

export function formOf(fields: Record<string, string | Blob>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** One part of a form with the boundary `cut`. */
export function part(name: string, content: string | Buffer, more = ''): Buffer {
  const head = `--cut\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')]);
}

/** The end of a form with the boundary `cut`. */
export const END = Buffer.from('--cut--\r\n');
