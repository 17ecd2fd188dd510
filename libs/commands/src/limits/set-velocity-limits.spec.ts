import { flawsOf } from '../../../../test/support/flaws-of';
import { SetVelocityLimits } from './set-velocity-limits';

const daily = {
  name: 'daily',
  currency: 'EUR',
  maximum: '100.00',
  per: 'account',
  side: 'debit',
  window: { seconds: '86400' },
};
const { currency: _currency, ...ofNoCurrency } = daily;
const { maximum: _greatest, ...ofNothing } = daily;

const flawsOfLimits = (...limits: unknown[]) =>
  flawsOf(() => SetVelocityLimits.read({ limits }, 'customers'));

describe('what is accepted of velocity limits', () => {
  it('is a list of amounts and counts, in sliding and calendar windows', () => {
    const limits = [
      daily,
      {
        ...ofNothing,
        name: 'n',
        count: '0',
        window: { calendar: 'week', timeZone: 'America/Argentina/Ushuaia' },
      },
      { ...daily, name: 'card-1', category: 'card.pos', per: 'node', window: { seconds: '31622400' } },
    ];
    const command = { type: 'SetVelocityLimits', path: 'customers', limits };
    expect(SetVelocityLimits.read({ limits }, 'customers')).toEqual(command);
  });

  it('may be no limit at all', () => {
    expect(flawsOfLimits()).toEqual([]);
  });

  it.each([
    [ofNothing, 'Missing /limits/0'],
    [{ ...daily, count: '3' }, 'Repeated /limits/0/maximum'],
    [ofNoCurrency, 'Missing /limits/0/currency'],
    [{ ...ofNothing, count: 3 }, 'WrongType /limits/0/count'],
    [{ ...ofNothing, count: '01' }, 'BadFormat /limits/0/count'],
    [{ ...daily, maximum: '-1.00' }, 'AmountHasSign /limits/0/maximum'],
    [{ ...daily, name: 'Daily' }, 'BadFormat /limits/0/name'],
    [{ ...daily, per: 'tree' }, 'NotAllowed /limits/0/per'],
    [{ ...daily, category: 'Card' }, 'BadFormat /limits/0/category'],
    [{ ...daily, window: {} }, 'Missing /limits/0/window'],
    [{ ...daily, window: { seconds: '60', calendar: 'day' } }, 'Repeated /limits/0/window/calendar'],
    [{ ...daily, window: { seconds: '60', timeZone: 'UTC' } }, 'Repeated /limits/0/window/timeZone'],
    [{ ...daily, window: { calendar: 'day' } }, 'Missing /limits/0/window'],
    [{ ...daily, window: { timeZone: 'UTC' } }, 'Missing /limits/0/window'],
    [{ ...daily, window: { seconds: '0' } }, 'BadFormat /limits/0/window/seconds'],
    [{ ...daily, window: { seconds: '31622401' } }, 'OutOfRange /limits/0/window/seconds'],
    [{ ...daily, window: { calendar: 'hour', timeZone: 'UTC' } }, 'NotAllowed /limits/0/window/calendar'],
    [{ ...daily, window: { calendar: 'day', timeZone: '+01:00' } }, 'BadFormat /limits/0/window/timeZone'],
    [{ ...daily, most: '1' }, 'UnknownField /limits/0/most'],
  ])('is not %j', (limit, flaw) => {
    expect(flawsOfLimits(limit)).toEqual([flaw]);
  });

  it('leaves it to the rules that each name stands once', () => {
    expect(flawsOfLimits(daily, { ...daily, side: 'credit' })).toEqual([]);
  });
});
