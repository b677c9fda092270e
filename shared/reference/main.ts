import './reference.css';
import { settings } from '../console/settings.ts';

const heading = document.createElement('h1');
heading.textContent = 'Docs Gateway API';
const link = document.createElement('a');
link.href = `${settings.apiUrl}/openapi.json`;
link.textContent = 'openapi.json';
document.getElementById('app')?.append(heading, link);
