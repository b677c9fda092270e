import './console.css';
import { render } from 'preact';
import { docsGateway } from '../client/client.ts';
import { Console } from './app.tsx';
import { settings } from './settings.ts';
import { enter } from './sign-in/session.ts';
import { SignedOut } from './signed-out.tsx';

/** A page with a reader in front of it says soon what does not work, and tries again itself. */
const RETRIES = 1;

const entry = await enter(settings);
const app = document.getElementById('app');
if (app && entry.is === 'signed-out') {
  const { problem, signIn } = entry;
  render(<SignedOut problem={problem} signIn={signIn} />, app);
}
if (app && entry.is === 'signed-in') {
  const { session } = entry;
  const { apiUrl, nonce } = settings;
  const gateway = docsGateway({ url: apiUrl, token: session.token, retries: RETRIES });
  render(<Console {...{ gateway, apiUrl, nonce, signIn: session }} />, app);
}
