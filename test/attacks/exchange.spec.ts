import { recordExchangeOffice } from '../support/exchange-desks';
import { RecordedJournal } from '../support/recorded-journal';
import { entriesOf, foundResealed, type Edited } from '../support/resealed';

type Change = (entries: Edited[]) => void;

/** What is found at the exchange office, entry by entry: 5 rates, 6 other ones, 10 % lower, that are confirmed. */
function foundAtOffice(change: Change): string {
  const journal = new RecordedJournal('isolated');
  recordExchangeOffice(journal);
  const entries = entriesOf(journal);
  change(entries);
  return foundResealed('isolated', entries);
}

it('the honest journals pass, and one with a rate at the edge of the band', () => {
  expect(foundAtOffice(() => undefined)).toBe('none');
  expect(foundAtOffice((entries) => delete entries[6]!.body['confirmed'])).toBe('none');
});

describe('somebody with the writer key cannot write', () => {
  it.each<[string, string, Change]>([
    [
      'a rate that leaps out of the band and that nobody confirmed',
      'ExchangeDiffers 6',
      (entries) => {
        const { body } = entries[6]!;
        delete body['confirmed'];
        (body['rates'] as { mid: string }[])[0]!.mid = '0.8099';
      },
    ],
    [
      'a rate that was observed after it was recorded',
      'ExchangeDiffers 5',
      (entries) => (entries[5]!.body['observedAt'] = '2026-11-23T12:01:00.000Z'),
    ],
  ])('%s', (_, found, change) => {
    expect(foundAtOffice(change)).toBe(found);
  });
});
