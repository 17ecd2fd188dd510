import { Controller, Req } from '@nestjs/common';
import type { z } from 'zod';
import { Journal } from '@journal/journal';
import { requireDeclared } from '@ledger/exchange/declare-exchange';
import { dealRates } from '@ledger/exchange/deal-rates';
import type { RateType } from '@ledger/exchange/rates/rate';
import { rateFor, type RateFound } from '@ledger/exchange/rates/rate-lookup';
import { significantText } from '@ledger/exchange/ratio';
import { requireCurrency } from '@ledger/money/currency';
import type { LedgerState } from '@ledger/state';
import { ledgerOf, queryOf, type ApiRequest } from '../requests/parts';
import { Route } from '../operations/route';
import { getExchange, getRate } from './exchange.operations';

/** Digits with which a rate is shown that was not published as it is. */
const shownDigits = 18;

type RateAsked = Omit<z.output<typeof getRate.query>, 'at'> & { readonly at: string };

/** A rate as it was found, and its type. */
interface TypedRate {
  readonly found: RateFound;
  readonly rateType: RateType;
}

/**
 * The rate that a decision takes, with what is declared; a caller who names the sources asks for another one, and
 * then nothing but what he says counts.
 * @throws Refusal ExchangeNotDeclared, CurrencyNotRegistered, PairOfOneCurrency, RateNotFound, RateTooOld
 */
function rateAsked(state: LedgerState, asked: RateAsked): TypedRate {
  const { base, counter, at, maxAge, pivots, sources } = asked;
  if (sources) {
    const { rateType = 'spot' } = asked;
    const policy = { maxAge: Number(maxAge ?? Infinity), pivots: pivots ?? [], sources };
    return { found: rateFor(state.rates, policy, { base, counter, type: rateType, at }), rateType };
  }
  const declared = requireDeclared(state);
  const { rateType = declared.rateType } = asked;
  const declaration = { ...declared, rateType, ...(maxAge && { maxAge }), ...(pivots && { pivots }) };
  const sides = { debit: requireCurrency(state, base), credit: requireCurrency(state, counter) };
  return { found: dealRates(state, declaration, sides, at).pair, rateType };
}

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
    const { at = this.journal.now, ...query } = queryOf(request, getRate.query);
    const { base, counter } = query;
    const { found, rateType, seq } = await this.journal.look(ledgerOf(request), (state) => ({
      ...rateAsked(state, { ...query, at }),
      seq: state.seq,
    }));
    return {
      base,
      counter,
      rateType,
      at,
      bid: significantText(found.bid, shownDigits, 'floor'),
      mid: significantText(found.mid, shownDigits, 'floor'),
      ask: significantText(found.ask, shownDigits, 'ceil'),
      legs: [...found.legs],
      seq: String(seq),
    };
  }
}
