import { proposedCommand } from './proposed-commands';

/** A signature of the root key, and a place in its list of keys, may be out of date when the proposal is approved. */
describe('a proposed command', () => {
  it.each(['RegisterKey', 'RetireKey', 'DeclareKeyCompromised', 'NameNextRoot', 'ReplaceRoot'])(
    'is no change of keys: %s',
    (type) => {
      expect(proposedCommand.judge({ type })).toMatchObject({ isUnknown: true, path: 'type' });
    },
  );

  it.each(['rootSignature', 'vouched'])(
    'keeps nothing that was verified when it was proposed: %s',
    (field) => {
      const command = { type: 'EndImport', reason: 'All is in' };
      expect(proposedCommand.judge(command)).toBeUndefined();
      expect(proposedCommand.judge({ ...command, [field]: 'A' })).toMatchObject({
        isUnknown: true,
        path: field,
      });
    },
  );
});
