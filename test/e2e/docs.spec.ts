import type { ApiAnswer } from '../support/api';
import { linksIn } from '../support/markdown';
import { allPages } from '../support/pages';
import { startServices, type Services } from '../support/services';

interface OpenApi {
  readonly 'x-problems': Readonly<Record<string, unknown>>;
}

/** Decision records are read in the repository. */
const markdown = allPages().filter(({ path }) => /^docs\/(?!adr\/)/.test(path));

describe('the documentation at /docs', () => {
  let services: Services;
  let home: ApiAnswer;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    home = await services.api.get('/docs');
  });
  afterAll(() => services?.stop());

  const addressesIn = (html: string): string[] =>
    [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  const pagesInNavigation = (): string[] => [
    ...new Set(addressesIn(home.text).filter((address) => /^\/docs(?:$|\/(?!.*\.))/.test(address))),
  ];

  it('has every page of the folder in its navigation, and the API', async () => {
    const pages = await Promise.all(pagesInNavigation().map((address) => services.api.get(address)));
    const titles = pages.map(({ text }) => /<h1>(.*?)<\/h1>/.exec(text)?.[1]).filter(Boolean);

    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 200));
    expect(titles.sort()).toEqual(
      markdown.map(({ text }) => /^# (.*)$/m.exec(text)![1]!.replace(/`([^`]+)`/g, '<code>$1</code>')).sort(),
    );
    expect(pagesInNavigation()).toContain('/docs/api');
  });

  it('loads nothing from elsewhere, runs nothing, and says so to the browser', async () => {
    for (const address of pagesInNavigation().filter((each) => each !== '/docs/api')) {
      const { text, headers } = await services.api.get(address);
      expect(text).not.toMatch(/<script|<style|style="|onclick|src="(?!\/docs\/)/);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'self'; img-src 'self'",
      );
    }
  });

  it('serves everything that its pages load, and leads nowhere that is not served', async () => {
    const pages = await Promise.all(pagesInNavigation().map((address) => services.api.get(address)));
    const local = pages.flatMap(({ text }) => addressesIn(text)).filter((address) => address.startsWith('/'));
    const addresses = [...new Set(local.map((address) => address.replace(/#.*/, '')))];
    const answers = await Promise.all(addresses.map((address) => services.api.get(address)));

    expect(addresses.length).toBeGreaterThan(15);
    expect(answers.map(({ status }) => status)).toEqual(addresses.map(() => 200));
  });

  it('has the place to which every link within the pages leads', async () => {
    const texts = new Map(
      await Promise.all(
        pagesInNavigation().map(
          async (address) => [address, (await services.api.get(address)).text] as const,
        ),
      ),
    );
    const missing = [...texts].flatMap(([address, html]) =>
      addressesIn(html)
        .filter((target) => /^(?:\/docs[^#]*)?#./.test(target))
        .map((target) => (target.startsWith('#') ? address + target : target))
        .filter((target) => {
          const [page, id] = target.split('#');
          return !texts.get(page!)?.includes(`id="${id}"`);
        }),
    );

    expect(markdown.flatMap(({ text }) => linksIn(text)).length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });

  it('has an anchor for every code, to which the type of a problem points', async () => {
    const { body } = await services.api.get<OpenApi>('/openapi.json');
    const { text } = await services.api.get('/docs/errors');
    const codes = Object.keys(body['x-problems']);

    expect(codes.length).toBeGreaterThan(50);
    expect(codes.filter((code) => !text.includes(`<section class="problem" id="${code}">`))).toEqual([]);
  });

  it('has no element on any page that Markdown has no sign for', async () => {
    const known =
      /^(?:html|head|meta|title|link|body|header|img|div|nav|main|section|span|h[1-6]|p|a|ul|ol|li|table|thead|tbody|tr|th|td|pre|code|strong|em|del|hr|br|blockquote)$/;
    for (const address of pagesInNavigation().filter((each) => each !== '/docs/api')) {
      const { text } = await services.api.get(address);
      const elements = new Set([...text.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, element]) => element!));
      expect([...elements].filter((element) => !known.test(element))).toEqual([]);
    }
  });

  it('answers what is no page as a problem', async () => {
    const { status, body } = await services.api.get('/docs/guides/none');

    expect([status, body['code']]).toEqual([404, 'RouteNotFound']);
  });
});
