import { CORRELATION_ID_PATTERN } from '../../../shared/build/metadata.ts';
import { TENANT_PATTERN, TENANT_SOURCE } from '../../../shared/tenant.ts';
import type { Attack } from './linear.ts';

/** A regular expression of the product, and texts that almost match it, or match it in many ways. */
export type Attacked = [pattern: RegExp, ...attacks: Attack[]];

/**
 * Every regular expression of `shared/` and `functions/`. When you add one, add the texts for which it would
 * be slow if it were not linear: repeat what two neighbouring parts of it can both match, and end with a
 * character that none of them matches.
 */
export const LITERALS: Attacked[] = [
  // shared/
  [/^[0-9A-HJKMNP-TV-Z]{26}$/, ['', '0', '!']],
  [/"[^"\\]*"|-?\d[\d.eE+-]*|["{}[\]:]/g, ['"', 'a', ''], ['"', 'a"', '\\'], ['-', '1', 'x']],
  [/position (\d+)/, ['', 'position ', ''], ['position ', '1', 'x']],
  [/^\s+at /, ['', ' ', 'a'], ['', ' at', '']],
  // shared/api
  [/\{(\w+)\}/g, ['', '{', ''], ['{', 'a', ''], ['', '{a', '']],
  [
    /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g,
    ['', '"', ''],
    ['', '\\"', ''],
    ['"', '\\', '\n'],
    ['', 'a', '\n'],
  ],
  [/^\s*([^\s=;]+)/, ['', ' ', '='], ['', 'a', '=']],
  [
    /^\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;.*)?$/i,
    ['', ' ', 'x'],
    ['wait', ' ', 'x'],
    ['wait=1', ' ', 'x'],
    ['wait=1', ';', '\n'],
    ['wait=1', ' ;', '\n'],
  ],
  [/^[ -~]{1,128}$/, ['', ' ', '\n']],
  [/^Bearer (\S+)$/, ['Bearer ', 'a', ' '], ['', 'Bearer ', '']],
  [
    /;\s*boundary=(?:"([^"]+)"|([^\s";]+))/i,
    ['', ';', ''],
    [';boundary="', 'a', ''],
    ['', ';boundary="', ''],
    [';boundary=', 'a', ''],
    [';', ' ', 'x'],
    ['', '; ', ''],
    ['', ';boundary=', '"'],
  ],
  [/^([1-9]\d?|100)$/, ['', '1', '']],
  [/^W\//, ['', 'W/', '']],
  [
    /;\s*q=0(?:\.0*)?\s*$/,
    [';', ' ', 'x'],
    ['', '; ', 'x'],
    [';q=0.', '0', 'x'],
    [';q=0', ' ', 'x'],
    ['', ';q=0', ''],
  ],
  [/\{\w+\}/, ['', '{', ''], ['{', 'a', ''], ['', '{a', '']],
  [/[.$]/g, ['', '.', ''], ['', 'a', '']],
  [/\.\.$/, ['', '.', 'x']],
  [/^\[(.*)\]$/s, ['[', 'a', ''], ['', '[', ''], ['[', ']', 'x']],
  [/\s+/, ['', ' ', 'x'], ['', 'a ', '']],
  // shared/schema
  [
    /\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?:u\{[^}]{0,60}\}|u.{4}|x..|c.|[pP]\{[^}]{0,60}\}|.)|\(\?<(?![=!])|\[\^?\]|./gsu,
    ['', '\\u{', ''],
    ['', '\\p{a', ''],
    ['', '[^', ''],
    ['', '\\ud8', ''],
  ],
  [
    /^(\\[pP]\{)(?:(?:Script|sc|General_Category|gc)=)?([^}]*)/,
    ['\\p{', 'a', ''],
    ['\\p{', 'sc=', ''],
  ],
  [/[0-9a-fA-F]+/g, ['', 'a', ''], ['', 'a-', '']],
  [/^[A-Za-z_][-A-Za-z0-9._]*$/, ['', 'a', '!']],
  [/^[^#]*#?$/, ['', 'a', '#x'], ['', '#', '']],
  [/^\*/, ['', '*', '']],
  [/^templates\/[^\0]{1,1000}$/, ['templates/', 'a', '\0']],
  // shared/build
  [/SaveFile|WriteData/, ['', 'SaveFil', ''], ['', 'WriteDat', '']],
  [
    /"input:\/\/([^"\r\n]*)"|'input:\/\/([^'\r\n]*)'|`input:\/\/([^`\r\n]*)`/g,
    ['', '"input://', ''],
    ['"input://', 'a', "'"],
    ['', '"', ''],
  ],
  [CORRELATION_ID_PATTERN, ['', 'a', '\n'], ['', '\u200d', '\n']],
  [/^[^\\/\p{Cc}]+$/u, ['', 'a', '/']],
  [/^[^\\\p{Cc}]*$/u, ['', 'a', '\\']],
  [/^https?:\/\//i, ['', 'https:/', '']],
  [/\/$/, ['', '/', 'x']],
  [/^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$/, ['', 'a', '!']],
  [/~([0-9A-F]{2})/g, ['', '~', ''], ['', '~0', 'x']],
  [/^[\w-]*\/?([\w.!~*()%-]*)/, ['', 'a', ' '], ['a/', '%', ' ']],
  [/[~%/?#]/g, ['', '~', ''], ['', 'a', '']],
  [/^\uFEFF/, ['', '\uFEFF', '']],
  // shared/docs
  [/^https?:$/, ['', 'https:', '']],
  [/^\.+/, ['', '.', 'x'], ['x', '.', 'x']],
  [/^[0-9a-z]{1,16}$/, ['', 'a', '!']],
  [/^\d{4}-/, ['', '1', '-']],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, ['2026-01-01T00:00:00.', '1', 'x']],
  [/^[^/?#:@\s]+:\d+\//, ['', 'a', ''], ['a:', '1', 'x']],
  [/^\d+$/, ['', '1', 'x']],
  [/(?<!\/)\/+$/, ['', '/', 'x'], ['', '/x', '']],
  [/\bchunked\s*$/i, ['', 'chunked ', 'x'], ['chunked', ' ', 'x'], ['', 'chunked', '']],
  [/[.]/g, ['', '.', '']],
  [/^(text\/html|application\/xhtml\+xml)\s*(;|$)/i, ['text/html', ' ', 'x']],
  [/\.([xs]?html?|xht)$/i, ['', '.html', 'x'], ['', '.', '']],
  [/^attachment\s*(;|$)/i, ['attachment', ' ', 'x']],
  [/[?#]/, ['', 'a', '']],
  [/\.([0-9A-Za-z]{1,16})$/, ['', '.a', '!'], ['.', 'a', '!'], ['', '.', '']],
  [/[?&]expires=(\d+)/, ['', '&expires=', ''], ['?expires=', '1', 'x']],
  [/[#?%\\]|(^|\/)\./, ['', '/', ''], ['', 'a', '']],
  [/\/(?:storage-)?cache\/files\//, ['', '/', ''], ['', '/cache/files', ''], ['', '/storage-', '']],
  [/^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*/i, ['', 'a', '/'], ['a:', '/', '?'], ['a:', 'b', '/']],
  [/^[/\\]+/, ['', '/', 'x'], ['x', '/', 'x']],
  [/&filename=.*$/s, ['', '&filename=', ''], ['', '&filename', '']],
  [/%25([0-9A-F]{2})/gi, ['', '%25', ''], ['', '%', '']],
  [/^4\.1\.2(\.|$)/, ['', '4.1.2', '']],
  // shared/queue
  [
    /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
    ['', '\0', ''],
    ['', '\u{1F600}', ''],
  ],
  [/^\d{1,14}$/, ['', '1', 'x']],
  [/.\.(docbuilder|js)$/, ['', '.js', 'x'], ['', '.', '']],
  [/.\.build\.json$/, ['', '.build', ''], ['', '.', '']],
  [/.\.json$/, ['', '.json', 'x'], ['', '.', '']],
  // shared/script
  [/^[\s;]+/, ['', ' ;', 'x'], ['x', ' ', 'x']],
  [/["']/, ['', 'a', '']],
  [/^(https?|input):\/\//i, ['', 'http', ''], ['', 'input', '']],
  [/[%#?*]|^\./, ['', 'a', ''], ['', '.', 'x']],
  [/[?#]/, ['', 'a', '']],
  [/^#[\w$]+\s*[=;(]/, ['#', 'a', ' x'], ['#a', ' ', 'x'], ['', '#', '']],
  [/^[<>!=]/, ['', '=', ''], ['a', '=', '']],
  [/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g, ['', 'A', 'a'], ['', 'Aa', '-'], ['', '1', 'A']],
  [/^[A-Z][a-z]/, ['', 'A', ''], ['', 'a', '']],
  [/^<=?$/, ['', '<', ''], ['<', '=', '']],
  [/^>=?$/, ['', '>', ''], ['>', '=', '']],
  [/^[A-Z]/, ['', 'A', ''], ['a', 'A', '']],
  [/^\d{16,30}$/, ['', '1', 'x']],
  [/\w/, ['', ' ', '']],
  [/^(\$\{|.)/, ['', '\n', ''], ['', '$', '']],
  // shared/sources
  [/^\[|\]$/g, ['', '[', ''], ['', ']', 'x']],
  [/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\\]/u, ['', 'a', '']],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i, ['', 'a', ''], ['a', ':', ''], ['a://', '/', '']],
  [/^[^/]*\/\/[^/?#]*@/, ['', 'a', ''], ['//', 'a', ''], ['', '/', '']],
  [/\.$/, ['', '.', 'x']],
  [/(^|\.)localhost$/, ['', '.localhost', 'x'], ['', '.', '']],
  // shared/storage
  [/^templates\/([^/]+)\.(?:docbuilder|js)$/, ['templates/', '.js', 'x'], ['templates/', 'a', '/']],
  [
    /^\d{4}-\d\d-\d\dT[\d:.]+Z#([0-9A-Z]{26})$/,
    ['2026-01-01T', ':', 'x'],
    ['2026-01-01T', '1', 'Z'],
  ],
  [/[^/]\.([^./]+)$/, ['', 'a.', ''], ['a.', 'a', '/'], ['', 'a', '.']],
  [/^RIFF.{4}WEBP/s, ['', 'RIFF', ''], ['RIFF', 'a', '']],
  [
    /^application\/(?:vnd\.(?:oasis\.opendocument|sun\.xml)\.[a-z.-]{1,40}|epub\+zip)$/,
    ['application/vnd.sun.xml.', 'a', '!'],
    ['application/vnd.', 'sun.xml.', '!'],
  ],
  [
    /ContentType="(application\/vnd\.[\w.-]{1,90})\.main(?:\+xml)?"/g,
    ['', 'ContentType="application/vnd.', ''],
    ['ContentType="application/vnd.', '.main', ''],
    ['ContentType="application/vnd.', 'a', '"'],
    ['', 'ContentType="', ''],
  ],
  [/(?<=macroenabled)template$/, ['', 'macroenabledtemplate', 'x'], ['', 'template', '']],
  [/[0-9A-Za-z]/, ['', '.', '']],
  [/[0-9A-Za-z._=-]/, ['', '!', '']],
  // shared/workflow
  [/\r\n?|\n/, ['', '\r', 'x'], ['', 'a', '\r']],
];

/** Those that are constructed, by the file that does it. */
export const CONSTRUCTED = new Map<string, Attacked>([
  ['RegExp in shared/json.ts', [/"[^"\\]*"|-?\d[\d.eE+-]*|["{}[\]:]/g, ['"', 'a', '']]],
  [
    'RegExp in shared/api/routes.ts',
    [/^\/v1\/builds\/[^/]+\/files\/[^/]+$/, ['/v1/builds/', 'a', '/'], ['', '/', '']],
  ],
  // It only checks the syntax of a pattern and matches nothing.
  ['RegExp in shared/schema/linear-pattern.ts', [/(?:)/u, ['', 'a', '']]],
  ['RegExp in shared/tenant.ts', [TENANT_PATTERN, ['', 'a', '!']]],
  [
    'RegExp in shared/docs/document-key.ts',
    [new RegExp(`^docs-(${TENANT_SOURCE})\\.gateway\\..`), ['docs-', 'a', '.'], ['', 'docs-', '']],
  ],
]);
