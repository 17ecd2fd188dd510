import { metadataKeyPattern } from '@ledger/accounts/account';
import { pathPattern } from '@ledger/accounts/path';
import { ratePattern } from '@ledger/exchange/rates/rate';
import { amountPattern, signedAmountPattern } from '@ledger/money/amount';
import { currencyCodePattern } from '@ledger/money/currency';
import { subjectKeyIdPattern, subjectsMax, type PersonalCipher } from '@ledger/personal';
import { sides, type Limit } from '@ledger/state';
import { postingsMax, postingsMin, type PostedPosting } from '@ledger/transactions/posting';
import { isInstant } from '../instant';
import { also, always, listOf, object, oneOf, optional, recordOf, text, textLike, textThat } from '../shape';

/** The shapes that several events have in common. */

export const time = textThat(isInstant, 'an existing time in UTC with milliseconds');
export const amount = textLike(amountPattern, 'an amount, as decimal text');
export const figure = textLike(signedAmountPattern, 'an amount of either sign, as decimal text');
export const rateFigure = textLike(ratePattern, 'a rate above 0, as decimal text without zeros at its end');
export const count = textLike(/^(?:0|[1-9]\d{0,14})$/, 'a whole number, as text');
export const positiveCount = textLike(/^[1-9]\d{0,14}$/, 'a whole number from 1 on, as text');
export const id = textLike(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'a version 7 UUID',
);
export const hash = textLike(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 hash in base64url');
export const path = textLike(pathPattern, 'the path of an account');
export const currency = textLike(currencyCodePattern, 'the code of a currency');
export const currencies = listOf(currency, { min: 1 });
export const metadata = recordOf(metadataKeyPattern, text);
export const side = oneOf(...sides);
export const texts = listOf(text);

/** Of 63 bytes at least: what a cipher has beside its text, and `{}`. */
const cipher = textLike(/^[A-Za-z0-9_-]{84,}$/, 'a cipher of personal text, in base64url');

export const personalCipher = object<PersonalCipher>({
  cipher: always(
    cipher,
    'The encrypted text, base64url; [Personal text](PERSONAL.md#the-cipher) has its form. Without the key it cannot be read, and it reveals nothing about the text but its length.',
  ),
  key: always(
    textLike(subjectKeyIdPattern, 'the id of a key, 16 hex digits'),
    'Id of the key: 16 hex digits. Which person it belongs to is in no entry.',
  ),
});

/** Text about persons, each under the key of its own. */
export const personal = also(
  listOf(personalCipher, { min: 1, max: subjectsMax }),
  'name each key once',
  (ciphers) => new Set(ciphers.map(({ key }) => key)).size === ciphers.length,
);

export const posting = object<PostedPosting>({
  account: always(path, 'Path of an open account.'),
  amount: always(amount, 'Zero or more.'),
  available: always(
    figure,
    "The account's available balance in this currency right after this posting, on its normal side; with a minus sign below zero.",
  ),
  currency: always(currency, 'Code of the currency.'),
  line: always(
    positiveCount,
    "Count of the account's lines so far, including this one: postings, and lines that holds set aside or release, in every currency. It has no gaps, so an omitted line is detected.",
  ),
  posted: always(
    figure,
    "The account's balance in this currency right after this posting, on its normal side.",
  ),
  side: always(side, '`debit` or `credit`.'),
  version: always(count, "Count of the account's postings in this currency, including this one."),
});
export const postings = listOf(posting, { min: postingsMin, max: postingsMax });

/** One amount for each posting of something earlier. */
export const remaining = listOf(amount, { min: postingsMin, max: postingsMax });

export const limit = object<Limit>({
  currency: always(currency, 'Code of the currency.'),
  maximum: optional(figure, 'Maximum balance on the normal side; may be negative.'),
  minimum: optional(
    figure,
    'Minimum balance on the normal side: `0.00` allows no overdraft, `-500.00` a credit line.',
  ),
});
export const limits = listOf(limit);
