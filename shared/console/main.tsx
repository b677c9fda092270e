import './console.css';
import { render } from 'preact';
import { settings } from './settings.ts';
import { enter } from './sign-in/session.ts';

function Console({ signedIn }: { signedIn: boolean }) {
  return (
    <main>
      <h1>Docs Gateway</h1>
      <p>{signedIn ? 'You are signed in.' : 'You are not signed in.'}</p>
    </main>
  );
}

const { is } = await enter(settings);
const app = document.getElementById('app');
if (app) render(<Console signedIn={is === 'signed-in'} />, app);
