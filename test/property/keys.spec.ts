import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { declareKeyCompromised, registerKey, retireKey } from '@ledger/key';
import { keyChanged, type KeyEvent } from '@ledger/key-events';
import { isActive, keyIdOf, keysChangedAt, type LedgerKeys } from '@ledger/known-keys';
import { UndoLog } from '@ledger/machinery/undo-log';
import { Refusal } from '@ledger/refusal';
import { nameNextRoot, replaceRoot } from '@ledger/root';
import { keyListHash, nextRootHash } from '@proof/key-list';
import { signStatement, type KeyStatement } from '@proof/key-statements';
import { ed25519Signer, type LocalSigner } from '@proof/note';
import { JournalFault } from '@verifier/journal/fault';
import { KeyHistory } from '@verifier/journal/key-history';

const log = 'ledger.test/acme';
const signers = (name: string, count: number) =>
  Array.from({ length: count }, () => ed25519Signer(name, generateKeyPairSync('ed25519').privateKey));
const roots = signers(`${log}/root`, 4);
const writers = signers(`${log}/writer`, 6);

/** What an operator wants next; numbers choose among the keys. */
const wish = fc.record({
  kind: fc.constantFrom('register', 'retire', 'compromise', 'compromiseRoot', 'name', 'replace'),
  key: fc.nat(5),
  other: fc.nat(3),
  from: fc.option(fc.nat(20), { nil: undefined }),
});
type Wish = typeof wish extends fc.Arbitrary<infer Wished> ? Wished : never;

/** A ledger's keys by the rules, and the same entries as a verifier judges them. */
class Walked {
  readonly keys: LedgerKeys = {
    root: roots[0]!.vkey,
    replacedRoots: [],
    nextRoot: null,
    signingKeys: new Map(),
    seq: 0,
    undo: new UndoLog(),
  };
  readonly history = new KeyHistory('acme', roots[0]!.vkey);
  private seq = 0;

  constructor() {
    this.history.opened(roots[0]!.vkey);
    this.ask({ kind: 'register', key: 0, other: 0, from: undefined });
  }

  get root(): LocalSigner {
    return roots.find(({ vkey }) => vkey === this.keys.root)!;
  }

  /** Asks the rules, then hands what they accept to both. @throws JournalFault where the verifier does not agree */
  ask(wished: Wish): void {
    for (const event of this.decided(wished)) {
      this.seq += 1;
      this.history.take(this.seq, event);
      keyChanged(this.keys, event, this.seq);
    }
  }

  private decided(wished: Wish): readonly KeyEvent[] {
    try {
      return this.decide(wished);
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  }

  private decide({ kind, key, other, from }: Wish): readonly KeyEvent[] {
    const { keys, root } = this;
    const writer = writers[key]!;
    const vouched = { keysAt: keysChangedAt(keys) };
    const signed = (statement: KeyStatement, by = root) => signStatement(log, statement, by);
    const { keyId, vkey } = kind === 'compromiseRoot' ? roots[other]! : writer;
    switch (kind) {
      case 'register': {
        const rootSignature = signed({ type: 'KeyRegistered', role: 'writer', vkey });
        return registerKey(keys, {
          type: 'RegisterKey',
          vouched,
          keyId,
          role: 'writer',
          rootSignature,
          vkey,
        });
      }
      case 'retire':
        return retireKey(keys, {
          type: 'RetireKey',
          vouched,
          keyId,
          rootSignature: signed({ type: 'KeyRetired', keyId }),
        });
      case 'compromise':
      case 'compromiseRoot': {
        const rootSignature = signed({
          type: 'KeyCompromised',
          keyId,
          ...(from !== undefined && { fromSeq: String(from) }),
        });
        const since = from === undefined ? {} : { fromSeq: from };
        return declareKeyCompromised(keys, {
          type: 'DeclareKeyCompromised',
          vouched,
          keyId,
          ...since,
          rootSignature,
        });
      }
      case 'name': {
        const nextRoot = nextRootHash(roots[other]!.vkey);
        const rootSignature = signed({ type: 'NextRootNamed', nextRoot });
        return nameNextRoot(keys, { type: 'NameNextRoot', vouched, nextRoot, rootSignature });
      }
      case 'replace': {
        const by = roots[other]!;
        const said = { keyList: keyListHash(log, keys.signingKeys.values()), vkey: by.vkey };
        const rootSignature = signed({ type: 'RootReplaced', ...said, replaces: keys.root }, by);
        const rootHash = nextRootHash(by.vkey);
        return replaceRoot(keys, {
          type: 'ReplaceRoot',
          vouched: { ...vouched, rootHash },
          ...said,
          rootSignature,
        });
      }
    }
  }
}

const wishes = fc.array(wish, { maxLength: 25 });

it('Whatever changes of keys the rules accept, a verifier accepts, and both know the same keys after each', () => {
  fc.assert(
    fc.property(wishes, (all) => {
      const walked = new Walked();
      for (const wished of all) {
        walked.ask(wished);
        const { keys, history } = walked;
        expect(history.keyList).toBe(keyListHash(log, keys.signingKeys.values()));
        expect(history.roots.present).toBe(keys.root);
        expect(() => history.requireTrustedRoot()).not.toThrow();
      }
    }),
  );
});

it('A ledger always keeps a writer key, whatever becomes of keys and root keys', () => {
  fc.assert(
    fc.property(wishes, (all) => {
      const walked = new Walked();
      for (const wished of all) walked.ask(wished);
      const active = [...walked.keys.signingKeys.values()].filter((key) => isActive(key, 'writer'));
      expect(active.length).toBeGreaterThan(0);
    }),
  );
});

it('Nothing counts that another root key than the present one signs', () => {
  fc.assert(
    fc.property(wishes, fc.nat(3), (all, index) => {
      const walked = new Walked();
      for (const wished of all) walked.ask(wished);
      const thief = roots[index]!;
      fc.pre(thief.vkey !== walked.keys.root);
      const [key] = signers(`${log}/writer`, 1);
      const said = { role: 'writer', vkey: key!.vkey } as const;
      const rootSignature = signStatement(log, { type: 'KeyRegistered', ...said }, thief);
      const body = { keyId: keyIdOf(key!.vkey), ...said, rootSignature };
      const take = () => walked.history.take(99, { type: 'KeyRegistered', body });
      expect(take).toThrow(JournalFault);
    }),
  );
});
