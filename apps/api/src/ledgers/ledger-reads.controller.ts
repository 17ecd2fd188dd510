import { ledgersOf } from '@access/grants/ledgers-of';
import { everyLedger } from '@access/grants/scope';
import { Controller, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  GetLedger,
  ListCurrencies,
  ListLedgers,
  type LedgerAnswer,
  type ListedCurrency,
} from '@read-models/ledgers/ledgers.queries';
import type { Page } from '@read-models/queries/page';
import { Access } from '../access/access';
import { askerOf } from '../access/asker';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { asOf, pageOf } from '../requests/reading';
import { Route } from '../operations/route';
import { getLedger, listCurrencies, listLedgers } from './ledger-reads.operations';

@Controller()
export class LedgerReadsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly access: Access,
  ) {}

  @Route(listLedgers)
  list(@Req() request: ApiRequest): Promise<Omit<Page<LedgerAnswer>, 'seq'>> {
    const page = pageOf(queryOf(request, listLedgers.query));
    return this.queries.execute(new ListLedgers(page, this.ledgersOf(request)));
  }

  @Route(listCurrencies)
  currencies(
    @Req() request: ApiRequest,
  ): Promise<{ readonly items: readonly ListedCurrency[]; readonly seq: string }> {
    const fresh = asOf(queryOf(request, listCurrencies.query));
    return this.queries.execute(new ListCurrencies(ledgerOf(request), fresh));
  }

  @Route(getLedger)
  get(@Req() request: ApiRequest): Promise<LedgerAnswer> {
    return this.queries.execute(new GetLedger(ledgerOf(request), asOf(queryOf(request, getLedger.query))));
  }

  /** Those that a grant of the caller reaches; undefined where he may see every one. */
  private ledgersOf(request: ApiRequest): readonly string[] | undefined {
    const { access } = this;
    const ledgers = ledgersOf(access.state(), askerOf(request).principal, 'readTerms', access.now());
    return ledgers.includes(everyLedger) ? undefined : ledgers;
  }
}
