import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Sends a status with plain text: its reason phrase, unless another text is given. */
export function endWith(response: ServerResponse, status: number, text = STATUS_CODES[status]) {
  response.statusCode = status;
  if (text) response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(text);
}

/** Sends an HTML page, as Docs does for a route that does not exist. */
export function endWithPage(response: ServerResponse, status: number, text: string) {
  response.statusCode = status;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!DOCTYPE html>\n<html lang="en">\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`);
}

export function endWithJson(response: ServerResponse, type: string, body: object) {
  response.setHeader('content-type', type);
  response.end(JSON.stringify(body));
}
