import { Controller, Req } from '@nestjs/common';
import { Journal } from '@journal/journal';
import { requireDeclared } from '@ledger/exchange/declare-exchange';
import { rateFor } from '@ledger/exchange/rate-lookup';
import { significantText } from '@ledger/exchange/ratio';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { Route } from '../operations/route';
import { getExchange, getRate } from './exchange.operations';

/** Digits with which a rate is shown that was not published as it is. */
const shownDigits = 18;

@Controller()
export class ExchangeController {
  constructor(private readonly journal: Journal) {}

  @Route(getExchange)
  exchange(@Req() request: ApiRequest) {
    queryOf(request, getExchange.query);
    return this.journal.look(ledgerOf(request), (state) => {
      const { positions, ...declaration } = requireDeclared(state);
      return {
        ...declaration,
        sources: [...declaration.sources],
        ...(declaration.pivots && { pivots: [...declaration.pivots] }),
        ...(positions && { positions: [...positions] }),
        seq: String(state.seq),
      };
    });
  }

  @Route(getRate)
  async rate(@Req() request: ApiRequest) {
    const {
      base,
      counter,
      rateType = 'spot',
      at,
      sources,
      maxAge,
      pivots = [],
    } = queryOf(request, getRate.query);
    const policy = { maxAge: Number(maxAge ?? Infinity), pivots, sources };
    const wanted = { base, counter, type: rateType, at: at ?? this.journal.now };
    const { found, seq } = await this.journal.look(ledgerOf(request), (state) => ({
      found: rateFor(state.rates, policy, wanted),
      seq: state.seq,
    }));
    return {
      base,
      counter,
      rateType,
      at: wanted.at,
      bid: significantText(found.bid, shownDigits, 'floor'),
      mid: significantText(found.mid, shownDigits, 'floor'),
      ask: significantText(found.ask, shownDigits, 'ceil'),
      legs: [...found.legs],
      seq: String(seq),
    };
  }
}
