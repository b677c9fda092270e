import 'swagger-ui-dist/swagger-ui.css';
import './reference.css';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { settings } from '../console/settings.ts';
import { takeFragmentToken } from '../console/sign-in/fragment-token.ts';
import { fileLinks } from './file-links.ts';

// On AWS a token in the address is removed and not used.
const found = takeFragmentToken();
const token = settings.local ? found : undefined;

const page = SwaggerUI({
  domNode: document.getElementById('app'),
  url: `${settings.apiUrl}/openapi.json`,
  plugins: [fileLinks],
  validatorUrl: null, // asks no other host
  tryItOutEnabled: true,
  docExpansion: 'list',
  defaultModelExpandDepth: 2,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  deepLinking: true,
  onComplete() {
    if (token) page.preauthorizeApiKey('token', token);
  },
});

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
