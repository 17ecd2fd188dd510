/** How the pages below /docs look: one column to read, in light and dark, with what every system has for fonts. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --text: #1c2430; --muted: #5f6b7a; --line: #e3e7ec; --page: #ffffff; --soft: #f6f8fa;
  --accent: #0b6b5d; --accent-soft: #e6f3f0; --mark: #fff4cf; --code: #24303f;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #dfe5ec; --muted: #93a0b0; --line: #28303b; --page: #10151b; --soft: #171e27;
    --accent: #5cc8b5; --accent-soft: #14302c; --mark: #3a3114; --code: #d5dde7;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.65 var(--sans); }
body > header {
  position: sticky; top: 0; z-index: 1; display: flex; gap: 1.5rem; align-items: center; height: 3.5rem;
  padding: 0 1.5rem; background: var(--page); border-bottom: 1px solid var(--line); font-size: .9rem;
}
body > header a { color: var(--accent); text-decoration: none; }
body > header .brand { display: flex; gap: .6rem; align-items: center; color: var(--text); font-weight: 650; font-size: 1.05rem; text-decoration: none; }
.frame { display: grid; grid-template-columns: 15rem minmax(0, 1fr) 14rem; max-width: 84rem; margin: 0 auto;
  a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
  main { min-width: 0; max-width: 50rem; width: 100%; margin: 0 auto; padding: 2.5rem 2.5rem 6rem; }

  nav { position: sticky; top: 3.5rem; align-self: start; max-height: calc(100vh - 3.5rem); overflow-y: auto; padding: 2rem 1.5rem; font-size: .9rem; }
  nav h2 { margin: 1.5rem 0 .35rem; font-size: .75rem; font-weight: 600; letter-spacing: .05em; text-transform: uppercase; color: var(--muted); }
  nav h2:first-child { margin-top: 0; }
  nav ul { list-style: none; margin: 0; padding: 0; }
  nav a { display: block; padding: .25rem .7rem; margin-left: -.7rem; border-radius: .4rem; color: var(--text); text-decoration: none; line-height: 1.4; }
  nav a:hover { color: var(--accent); }
  nav a[aria-current] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
  .contents a { color: var(--muted); font-size: .85rem; }

  h1, h2, h3 { line-height: 1.25; font-weight: 650; letter-spacing: -.011em; }
  h1 { margin: 0 0 1.2rem; font-size: 2.1rem; letter-spacing: -.02em; }
  h1 + p { font-size: 1.12rem; color: var(--muted); }
  main h2 { margin: 3rem 0 .9rem; padding-top: 1.4rem; border-top: 1px solid var(--line); font-size: 1.4rem; }
  main h3 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
  main :is(h2, h3) > a { color: inherit; text-decoration: none; }
  main :is(h2, h3) > a:hover { color: var(--accent); }
  p, ul, ol { margin: 0 0 1.05rem; }
  main ul, main ol { padding-left: 1.3rem; }
  li { margin: .3rem 0; }
  li::marker { color: var(--muted); }

  code { font: .875em/1.5 var(--mono); color: var(--code); }
  :not(pre) > code { padding: .12em .35em; background: var(--soft); border: 1px solid var(--line); border-radius: .3rem; overflow-wrap: break-word; }
  pre { margin: 0 0 1.3rem; padding: .9rem 1.1rem; font-size: .8rem; line-height: 1.6; overflow-x: auto; background: var(--soft); border: 1px solid var(--line); border-radius: .5rem; }
  pre code { font: inherit; font-family: var(--mono); }
  pre.sh { border-left: 3px solid var(--accent); }
  pre.sh + pre:not(.sh) { margin-top: -1.3rem; border-top: 0; background: var(--page); border-radius: 0 0 .5rem .5rem; }
  pre.sh:has(+ pre:not(.sh)) { border-radius: .5rem .5rem 0 0; }

  .table { margin: 0 0 1.4rem; overflow-x: auto; }
  table { width: 100%; border-collapse: collapse; font-size: .9rem; line-height: 1.5; font-variant-numeric: tabular-nums; }
  th { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; font-size: .8rem; font-weight: 600; color: var(--muted); }
  td { padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
  td:first-child > code:only-child { white-space: nowrap; }

  .problem { margin: 0 -1rem; padding: 1rem; border-bottom: 1px solid var(--line); border-radius: .5rem; }
  .problem h3 { margin: 0 0 .4rem; }
  .problem p { margin: 0 0 .3rem; font-size: .95rem; }
  .problem p:last-child { color: var(--muted); }
  .problem:target, main :is(h2, h3):target { background: var(--mark); }
  .problem h3 code { padding: 0; background: none; border: 0; font-size: .95rem; color: var(--text); }
  .status { margin-left: .4rem; padding: .1rem .5rem; border-radius: 1rem; background: var(--accent-soft); color: var(--accent); font-size: .78rem; font-weight: 600; }
}

@media (max-width: 78rem) {
  .frame { grid-template-columns: 15rem minmax(0, 1fr); }
  .frame .contents { display: none; }
}
@media (max-width: 52rem) {
  .frame {
    display: block;
    .pages { position: static; max-height: none; display: flex; flex-wrap: wrap; gap: .2rem .9rem; padding: .8rem 1.2rem; border-bottom: 1px solid var(--line); }
    .pages h2 { display: none; }
    .pages ul { display: contents; }
    .pages a { margin: 0; padding: .15rem .4rem; }
    main { padding: 1.6rem 1.2rem 4rem; }
    h1 { font-size: 1.7rem; }
  }
}
@media print { header, .frame nav { display: none; } .frame { display: block; } }

.api #swagger-ui { background: #fff; color-scheme: light; }
`;
