import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RequestProblem } from '../problems/problem';
import type { ApiRequest } from '../requests/parts';
import { Route } from '../operations/route';
import { docs, docsApi, docsGuide, docsPage } from './docs.operations';
import { apiDocument, documentOf } from './layout';
import { render } from './markdown';
import { pageAt, type DocsPage } from './pages';

/** The root of the project, from where this file is built to. */
const root = join(__dirname, '../../../../..');

const nothingElse = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const pagePolicy = `${nothingElse}; style-src 'self'; img-src 'self'`;
/** Swagger UI writes styles into its elements and pictures into its stylesheet, and sends what is tried. */
const apiPolicy = `${nothingElse}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'`;

@Controller()
export class DocsController {
  /** Pages as they are sent, by address: they do not change while the process lives. */
  private readonly documents = new Map<string, Promise<string>>();

  @Route(docs)
  home(@Res() reply: FastifyReply): Promise<void> {
    return this.sendPage('/docs', reply);
  }

  @Route(docsApi)
  api(@Res() reply: FastifyReply): void {
    send(reply, apiDocument, apiPolicy);
  }

  @Route(docsPage)
  page(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.sendPage(`/docs/${request.params['page']}`, reply);
  }

  @Route(docsGuide)
  guide(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.sendPage(`/docs/guides/${request.params['guide']}`, reply);
  }

  private async sendPage(address: string, reply: FastifyReply): Promise<void> {
    const page = pageAt(address);
    if (page === undefined)
      throw new RequestProblem('RouteNotFound', 'No page of the documentation has this address; see /docs.');
    let made = this.documents.get(address);
    if (made === undefined) {
      made = documentAt(page);
      this.documents.set(address, made);
      // A page that could not be read is tried again.
      made.catch(() => this.documents.delete(address));
    }
    send(reply, await made, pagePolicy);
  }
}

async function documentAt(page: DocsPage): Promise<string> {
  return documentOf(page, render(await readFile(join(root, page.file), 'utf8'), page.file));
}

function send(reply: FastifyReply, html: string, policy: string): void {
  void reply
    .header('Content-Type', 'text/html; charset=utf-8')
    .header('Content-Security-Policy', policy)
    .header('Referrer-Policy', 'no-referrer')
    .send(html);
}
