// Writes the built-in list of bots, visits/src/main/resources/io/linklog/visits/bots.txt, and its licences, from the
// newest versions of public lists on npm and from corrections.txt. Run it from anywhere:
//
//     node visits/bots/update.mjs

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { wordsOf } from './words.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.join(here, '../target/bots');
const resources = path.join(here, '../src/main/resources/io/linklog/visits');
const PACKAGES = ['crawler-user-agents', 'es6-crawler-detect', 'isbot', 'uap-core'];

fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, 'package.json'), '{"private": true}');
execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent',
  ...PACKAGES.map(name => name + '@latest')], { cwd: folder, stdio: 'inherit' });

const read = file => fs.readFileSync(path.join(folder, 'node_modules', file), 'utf8');
const require = createRequire(path.join(folder, 'package.json'));
const lines = new Map();
const skipped = [];

// the kinds are those of AgentWord; the first that names a word keeps it
function add(kind, word) {
  const letters = word.replace(/^\^|[*$]/g, '');
  if (letters.trim().length < (/^\^|\$$/.test(word) ? 2 : 3) || letters.includes('*')) {
    skipped.push(word);
  } else if (!lines.has(word)) {
    lines.set(word, kind);
  }
}

// a name is a whole word; a fragment also matches inside words unless its expression says otherwise
function addExpression(kind, expression, isFragment) {
  const found = wordsOf(expression);
  if (found === null) {
    skipped.push(expression);
    return;
  }
  const open = isFragment ? '*' : '';
  for (const word of found) {
    const start = word.start === '^' ? '^' : word.start === '|' ? '' : open;
    const end = word.end === '$' ? '$' : word.end === '|' ? '' : open;
    add(kind, start + word.text + (word.open ? '*' : end));
    word.exceptions.forEach(text => add('!', '*' + text + '*'));
  }
}

const corrections = fs.readFileSync(path.join(here, 'corrections.txt'), 'utf8').split('\n')
  .filter(line => line && !line.startsWith('#'));
for (const line of corrections) lines.set(line.slice(2), line[0]);

for (const { pattern, tags } of JSON.parse(read('crawler-user-agents/crawler-user-agents.json'))) {
  const kind = tags.includes('social-preview') ? 'p' : tags.includes('http-library') ? 'l' : 'c';
  addExpression(kind, pattern, false);
}
const { Crawlers } = require('./node_modules/es6-crawler-detect/dist/lib/crawler/crawlers.js');
const { Exclusions } = require('./node_modules/es6-crawler-detect/dist/lib/crawler/exclusions.js');
for (const expression of new Crawlers().getAll()) addExpression('c', expression, false);
for (const expression of new Exclusions().getAll().filter(each => /bot|crono/i.test(each))) {
  addExpression('!', expression, true);
}
for (const expression of require('isbot').list) addExpression('c', expression, true);
for (const [, brand] of read('uap-core/regexes.yaml').matchAll(/brand_replacement: '([A-Za-z][\w-]{2,})'/g)) {
  if (!/^(generic.*|spider|google|meta|assistant)$/i.test(brand)) add('=', brand.toLowerCase() + '*');
}

const versions = PACKAGES.map(name => `${name} ${JSON.parse(read(name + '/package.json')).version}`).join(', ');
const kept = [...lines].filter(([, kind]) => kind !== '-').map(([word, kind]) => `${kind} ${word}`).sort();
fs.mkdirSync(resources, { recursive: true });
fs.writeFileSync(path.join(resources, 'bots.txt'),
  `# Written by visits/bots/update.mjs from the lists in the next line. Licences: bots-licences.txt\n# ${versions}\n`
  + kept.join('\n') + '\n');
fs.writeFileSync(path.join(resources, 'bots-licences.txt'), PACKAGES.map(licence).join('\n'));
console.log(`${kept.length} words from ${versions}.`);
console.log(`Left out, because they are more than words or too short: ${[...new Set(skipped)].join('  ')}`);

function licence(name) {
  const folderOf = path.join(folder, 'node_modules', name);
  const file = fs.readdirSync(folderOf).find(each => /^licen[cs]e/i.test(each));
  return `=== ${name}\n\n${fs.readFileSync(path.join(folderOf, file), 'utf8').trim()}\n`;
}
