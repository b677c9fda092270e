import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Ends with a status and its name as plain text, or with another text. */
export function endWith(response: ServerResponse, status: number, text = STATUS_CODES[status]) {
  response.statusCode = status;
  if (text) response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(text);
}

/** The page of a route that does not exist. */
export function endWithPage(response: ServerResponse, status: number, text: string) {
  response.statusCode = status;
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!DOCTYPE html>\n<html lang="en">\n<body>\n<pre>${text}</pre>\n</body>\n</html>\n`);
}

export function endWithJson(response: ServerResponse, type: string, body: object) {
  response.setHeader('content-type', type);
  response.end(JSON.stringify(body));
}
