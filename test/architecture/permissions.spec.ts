import { roles, rolePermits } from '@access/grants/role';
import { openApiText } from '../../apps/api/src/openapi/openapi';
import { operations } from '../../apps/api/src/operations/operations';
import type { OperationPermission } from '../../apps/api/src/operations/permission';
import type { World } from '../support/access-matrix/request';
import { namesOf, requestsOf } from '../support/access-matrix/requests';

interface Described {
  readonly operationId: string;
  readonly description: string;
  readonly 'x-permission': OperationPermission;
}

const paths = (JSON.parse(openApiText()) as { paths: Record<string, Record<string, Described>> }).paths;
const described = Object.values(paths).flatMap((methods) => Object.values(methods));

/** Nothing of it is there; what stands in the matrix depends on it in no way. */
const world: World = {
  ledger: 'acme',
  newLedger: 'other',
  hold: '',
  quote: '',
  transaction: '',
  proposal: { id: '', hash: '' },
  size: '1',
  accessSize: '1',
  person: { id: 'emma', credential: '', grant: '' },
  suspended: 'oscar',
};

describe('the permission of an operation', () => {
  const matrix = requestsOf(world);

  it('is said again in test/support/access-matrix, where it is asked for by every role and scope', () => {
    const without = operations.filter(({ id }) => namesOf(matrix, id).length === 0);
    expect(without.map(({ id }) => id)).toEqual([]);
    const unknown = Object.keys(matrix).filter(
      (name) => !operations.some(({ id }) => id === name.split(' ')[0]),
    );
    expect(unknown).toEqual([]);
    for (const { id, permission } of operations) {
      const needs = typeof permission === 'string' ? permission : permission.to;
      const said = namesOf(matrix, id).map((name) => matrix[name]!.needsFirst ?? matrix[name]!.needs);
      expect([id, ...new Set(said)]).toEqual([id, needs]);
    }
  });

  it('is granted by some role, so that no operation is out of reach for ever', () => {
    const needs = operations.flatMap(({ permission }) =>
      typeof permission === 'string' ? [] : [permission.to],
    );

    for (const need of new Set(needs))
      expect([need, roles.some((role) => rolePermits(role, need, undefined, undefined))]).toEqual([
        need,
        true,
      ]);
  });

  it('stands in the description of the API, as a field and in words', () => {
    for (const { id, permission } of operations) {
      const operation = described.find(({ operationId }) => operationId === id)!;
      expect([id, operation['x-permission']]).toEqual([id, permission]);
      const words = typeof permission === 'string' ? 'credential' : `the permission \`${permission.to}\``;
      expect(operation.description).toContain(words);
    }
  });
});
