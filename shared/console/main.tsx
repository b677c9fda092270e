import './console.css';
import { render } from 'preact';
import { Console } from './app.tsx';
import { consoleGateway } from './console-gateway.ts';
import { settings } from './settings.ts';
import { enter } from './sign-in/session.ts';
import { SignedOut } from './signed-out.tsx';

const entry = await enter(settings);
const app = document.getElementById('app');
if (app && entry.is === 'signed-out') {
  const { problem, signIn } = entry;
  render(<SignedOut problem={problem} signIn={signIn} />, app);
}
if (app && entry.is === 'signed-in') {
  const { session } = entry;
  const { apiUrl, nonce } = settings;
  const gateway = consoleGateway(apiUrl, session, (url, init) => fetch(url, init));
  render(<Console {...{ gateway, apiUrl, nonce, signIn: session }} />, app);
}
