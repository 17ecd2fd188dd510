import { problemCatalogue } from '../problem-catalogue';

/** Everything the pages load comes from this process: they work without a network. */
export const assetsPath = '/docs/assets/';

export const docsPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Ledger API</title>
    <link rel="stylesheet" href="${assetsPath}swagger-ui.css">
    <link rel="icon" href="${assetsPath}favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${assetsPath}swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

export const docsScript = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

/** The page behind the `type` of every problem, with an anchor for each code. */
export function errorsPage(): string {
  const sections = Object.entries(problemCatalogue).map(
    ([code, { title, status, when, remedy }]) => `
    <section id="${code}">
      <h2>${code} <small>${status}</small></h2>
      <p><strong>${escaped(title)}.</strong> ${marked(when)}</p>
      <p>${marked(remedy)}</p>
    </section>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Problems of the Ledger API</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
      section:target { background: #fff3c4; padding: 0.1rem 1rem; margin: 0 -1rem; }
      h2 { font-size: 1.1rem; margin-bottom: 0; } small { color: #666; } p { margin: 0.25rem 0; }
    </style>
  </head>
  <body>
    <h1>Problems</h1>
    <p>Every answer that is not a success is a problem document (RFC 9457) with one of these codes.</p>${sections.join('')}
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function marked(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}
