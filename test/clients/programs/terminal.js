import process from 'node:process';
import { buildOne } from './build-one.js';

console.log(await buildOne(process.env));
