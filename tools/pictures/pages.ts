import { isSecretName } from '../../src/credentials/options.ts';
import { repository } from '../repository.ts';

export type Theme = 'light' | 'dark';

type Inputs = Readonly<Record<string, string>>;

/** logPage returns a page with the log of a step and of its end at the end of the job; `named` makes hosts readable. */
export function logPage(
  theme: Theme,
  inputs: Inputs,
  step: string,
  end: string,
  named: (text: string) => string,
): string {
  const given = Object.entries(inputs).map(
    ([name, value]) => `  ${name}: ${isSecretName(name) ? '***' : named(value)}`,
  );
  const run = `Run ${repository}@v1`;
  return page(
    theme,
    `<div class="log">${section(run, ['with:', ...given], step)}${section(`Post ${run}`, [], end)}</div>`,
  );
}

/** summaryPage returns a page with the job's summary. */
export function summaryPage(theme: Theme, summary: string): string {
  // The endpoints are folded away at first; the picture shows them.
  return page(theme, `<div class="summary">${summary.replaceAll('<details>', '<details open>')}</div>`);
}

/** annotationPage returns a page with the annotation of a failure. */
export function annotationPage(theme: Theme, title: string, message: string): string {
  return page(
    theme,
    `<div class="annotation"><svg viewBox="0 0 16 16" width="16" height="16"><circle cx="8" cy="8" r="8"/><path d="M5 5l6 6M11 5l-6 6"/></svg><div><strong>deploy</strong><div class="title">${text(title)}</div><pre>${text(message)}</pre></div></div>`,
  );
}

function section(heading: string, given: readonly string[], log: string): string {
  const lines = [...given, ...log.trimEnd().split('\n')];
  return `<div class="step"><span class="ok">✓</span> ${text(heading)}</div><ol>${lines
    .map((line) => `<li><span>${text(line)}</span></li>`)
    .join('')}</ol>`;
}

function text(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const colours = {
  light: {
    ground: '#ffffff',
    ink: '#1f2328',
    quiet: '#59636e',
    line: '#d1d9e0',
    code: '#f0f1f3',
    red: '#d1242f',
    green: '#1a7f37',
  },
  dark: {
    ground: '#0d1117',
    ink: '#f0f6fc',
    quiet: '#9198a1',
    line: '#3d444d',
    code: '#1e242c',
    red: '#f85149',
    green: '#3fb950',
  },
} as const;

function page(theme: Theme, body: string): string {
  const { ground, ink, quiet, line, code, red, green } = colours[theme];
  return `<!doctype html>
<meta charset="utf-8">
<style>
  * { box-sizing: border-box }
  body { margin: 0; padding: 12px; background: ${ground}; color: ${ink}; font: 14px/1.5 'Liberation Sans', sans-serif }
  .log, .summary, .annotation { border: 1px solid ${line}; border-radius: 8px; padding: 12px 16px }
  .log { font: 12px/1.7 'DejaVu Sans Mono', monospace }
  .step { font-weight: bold }
  .ok { color: ${green} }
  @counter-style line { system: numeric; symbols: '0' '1' '2' '3' '4' '5' '6' '7' '8' '9'; suffix: '  ' }
  ol { list-style: line; margin: 4px 0 12px; padding-left: 42px }
  ol:last-child { margin-bottom: 0 }
  li { white-space: pre-wrap; overflow-wrap: anywhere }
  li::marker { color: ${quiet} }
  h3 { margin: 0 0 12px; font-size: 18px }
  table { border-collapse: collapse; margin-bottom: 12px; width: 100% }
  th, td { border: 1px solid ${line}; padding: 5px 12px; text-align: left; font-weight: normal }
  th { font-weight: bold; white-space: nowrap }
  code { background: ${code}; border-radius: 5px; padding: 2px 5px; font: 12px 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere }
  details summary { margin-bottom: 8px }
  details table { margin-bottom: 0 }
  .annotation { display: flex; gap: 12px }
  .annotation svg { flex: none; margin-top: 3px; fill: ${red}; stroke: ${ground}; stroke-width: 1.6 }
  .annotation circle { stroke: none }
  .title { color: ${red}; font-weight: bold; margin: 2px 0 6px }
  pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.6 'DejaVu Sans Mono', monospace }
</style>
<body>${body}
<script>document.documentElement.dataset.height = String(Math.ceil(document.body.getBoundingClientRect().height))</script>
`;
}
