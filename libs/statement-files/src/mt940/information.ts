import { idIn, idsOf } from '../values/ids';
import type { Ids, Party } from '../record';

/** What a field `:86:` says of the line before it. */
export interface Information {
  readonly ids: Ids;
  readonly party?: Party;
  readonly text?: string;
}

/** Names of references in texts of banks, and the ids that they are. */
const names = {
  EREF: 'endToEnd',
  KREF: 'customer',
  MREF: 'mandate',
  MARF: 'mandate',
  PREF: 'batch',
  RREF: 'creditorReference',
} as const;
type Name = keyof typeof names;

/** `166?00GUTSCHRIFT?20EREF+…?32KARL`: subfields of two digits behind a code of three. */
const subfields = /^(?:\d{3})?\?\d\d/;

/** Stands between subfields, which go on with each other's words: at a seam a name of a reference may begin. */
const seam = '\uE000';

/** Reads the forms of German and Dutch banks; any other text is text. */
export function informationIn(text: string): Information {
  if (subfields.test(text)) return german(text.replaceAll('\n', ''));
  if (text.startsWith('/')) return slashed(text.replaceAll('\n', ''));
  return { ids: {}, ...(text && { text }) };
}

function german(text: string): Information {
  const fields = [...text.matchAll(/\?(\d\d)([^?]*)/g)].map(
    ([, number, value]) => [Number(number), value!] as const,
  );
  const valueOf = (from: number, to = from): string =>
    fields
      .filter(([number]) => number >= from && number <= to)
      .map(([, value]) => value)
      .join(seam);
  const purpose = valueOf(20, 29) + seam + valueOf(60, 63);
  const ids = referencesIn(purpose, /(?:^|[\s\uE000])(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|PREF|RREF)\+/g);
  const said = [valueOf(0), purpose].map((each) => each.replaceAll(seam, '').trim()).filter(Boolean);
  return { ids, ...partyOf(valueOf(32, 33), valueOf(31)), ...(said.length > 0 && { text: said.join('\n') }) };
}

function slashed(text: string): Information {
  const ids = referencesIn(text, /(?:^|)\/([A-Z]{2,5})\//g);
  const name = /\/NAME\/([^/]*)/.exec(text)?.[1] ?? '';
  const account = /\/IBAN\/([^/]*)/.exec(text)?.[1] ?? '';
  return { ids, ...partyOf(name, account), text };
}

/** What stands behind the name of a reference, up to the next name. */
function referencesIn(text: string, separator: RegExp): Ids {
  const marks = [...text.matchAll(separator)];
  const found = marks.flatMap((mark, i) => {
    const name = mark[1]!;
    const id = text.slice(mark.index + mark[0].length, marks[i + 1]?.index).replaceAll(seam, '');
    return name in names ? [[names[name as Name], idIn(id)] as const] : [];
  });
  return idsOf(Object.fromEntries(found));
}

function partyOf(name: string, account: string): Pick<Information, 'party'> {
  const [trimmedName, trimmedAccount] = [name, account].map((each) => each.replaceAll(seam, '').trim());
  const party = {
    ...(trimmedName && { name: trimmedName }),
    ...(trimmedAccount && { account: trimmedAccount }),
  };
  return Object.keys(party).length > 0 ? { party } : {};
}
