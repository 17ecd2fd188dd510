import { randomUUID } from 'node:crypto';
import { figure, percentile, zipf, type Figure } from './figures';
import { expectStatus, onConnections } from './http-load';
import { accountCount, accountOf, postRequest, transaction, type System } from './system';

const rounds = 6;
const sliceMs = 1_500;
const callers = 128;

/** Persons who have a key before it is measured. */
const knownCount = 1_000;

/** Whom the text of a post is about; undefined where it has none. */
type Subject = () => string | undefined;

/**
 * Single posts with personal text beside plain ones: about persons who have a key, and each about a new one. The kinds
 * take turns, so that a minute that is not quiet counts for all of them, and each is first, second and third as often as
 * the others: what the projector has not taken yet slows down what comes next. The median of the rounds is compared.
 */
export async function personal(system: System, ledger: string): Promise<Figure[]> {
  const kinds = {
    plain: () => undefined,
    known: () => `customer-${Math.floor(Math.random() * knownCount)}`,
    new: () => randomUUID(),
  } satisfies Record<string, Subject>;
  const perSecond = { plain: [] as number[], known: [] as number[], new: [] as number[] };
  const kindsInOrder = ['plain', 'known', 'new'] as const;
  // The first round warms up: it makes the keys of those who are known then.
  for (let round = 0; round <= rounds; round += 1) {
    const first = round % kindsInOrder.length;
    for (const kind of [...kindsInOrder.slice(first), ...kindsInOrder.slice(0, first)]) {
      const count = await posted(system, ledger, kinds[kind]);
      if (round > 0) perSecond[kind].push((count * 1_000) / sliceMs);
    }
  }
  const ratio = (kind: 'known' | 'new') =>
    percentile(
      perSecond[kind].map((value, round) => value / perSecond.plain[round]!),
      0.5,
    );
  return [
    ...kindsInOrder.map((kind) =>
      figure(`personal.${kind}.c128`, percentile(perSecond[kind], 0.5), 'transactions/s'),
    ),
    figure('personal.known / plain', ratio('known'), ''),
    figure('personal.new / plain', ratio('new'), ''),
  ];
}

/** How many were posted in one slice. */
async function posted(system: System, ledger: string, subjectOf: Subject): Promise<number> {
  const draw = zipf(accountCount);
  const path = `/v1/ledgers/${ledger}/transactions`;
  const end = performance.now() + sliceMs;
  let count = 0;
  await onConnections(system, callers, async (connection) => {
    while (performance.now() < end) {
      const subject = subjectOf();
      const body = {
        ...transaction(accountOf(draw()), accountOf(draw()), '0.01'),
        ...(subject !== undefined && {
          personal: [{ subject, fields: { name: 'Alice Example', iban: 'DE89370400440532013000' } }],
        }),
      };
      expectStatus(await connection.send(postRequest(path, body)), 201);
      if (performance.now() < end) count += 1;
    }
  });
  return count;
}
