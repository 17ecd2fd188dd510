import type { Command } from 'commander';

/** What a command's file exports: it adds its options and its action. */
interface CommandFile {
  define(command: Command): void;
}

/** A command; its file is loaded only when it is asked for, so that `--help` is quick. */
export interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<CommandFile>;
  /** Whether it asks the API for something: then `--auth` says by whose header. */
  readonly asksApi?: true;
}

/** A noun, with a command for each thing that can be done with it. */
interface CommandGroup {
  readonly summary: string;
  readonly commands: Readonly<Record<string, CommandEntry>>;
}

/** Every command, under the heading that `ledger --help` shows it. (A dynamic import needs the extension.) */
export const commands: Readonly<Record<string, Readonly<Record<string, CommandEntry | CommandGroup>>>> = {
  'Run a ledger:': {
    start: {
      summary:
        'run everything on this machine: Postgres, event store, API, projector, notary, a sandbox ledger',
      load: () => import('./start/start.js'),
    },
    seed: {
      summary: 'create the sandbox ledger and its accounts, if they do not exist',
      load: () => import('./seed.js'),
      asksApi: true,
    },
    demo: {
      summary: 'run two real data sets through a ledger and check the results',
      load: () => import('./demo/demo.js'),
    },
    rebuild: {
      summary: 'rebuild the read models from the journals',
      load: () => import('./rebuild.js'),
    },
    doctor: {
      summary: 'check modes of key files, plain text on disk and on the wire, readiness, clocks',
      load: () => import('./doctor/doctor.js'),
    },
  },
  'Move data in and out:': {
    import: {
      summary: 'post the rows of a CSV or NDJSON file, each once, in order',
      load: () => import('./import/import.js'),
      asksApi: true,
    },
    rates: {
      summary: 'exchange rates',
      commands: {
        import: {
          summary: 'publish the rates of a file or an address, each once, and if wanted again and again',
          load: () => import('./rates/import-rates.js'),
          asksApi: true,
        },
      },
    },
    reconcile: {
      summary: 'read files of banks, processors and chains',
      commands: {
        read: {
          summary: 'show the statements and lines of a file and whether they add up, offline',
          load: () => import('./reconcile/read.js'),
        },
      },
    },
    export: {
      summary: 'export the journal of a ledger as independently verifiable files',
      load: () => import('./export/export.js'),
      asksApi: true,
    },
    replay: {
      summary: 'rebuild the state of an export at any entry or time, and compare it with a running API',
      load: () => import('./replay/replay.js'),
      asksApi: true,
    },
  },
  'Verify and prove:': {
    verify: {
      summary: 'verify a journal, and that the read models match it, or verify an export',
      load: () => import('./verify/verify.js'),
    },
    checkpoint: {
      summary: 'the signed size and root hash of a journal',
      commands: {
        fetch: {
          summary: 'fetch the latest checkpoint of a ledger, or the one of a size',
          load: () => import('./proof/fetch-checkpoint.js'),
          asksApi: true,
        },
      },
    },
    proof: {
      summary: 'proofs that an entry is included in the journal',
      commands: {
        fetch: {
          summary: 'fetch the proof that an entry is included in the journal',
          load: () => import('./proof/fetch-proof.js'),
          asksApi: true,
        },
        check: {
          summary: 'check the proof of an entry, offline',
          load: () => import('./proof/check-proof.js'),
        },
      },
    },
    consistency: {
      summary: 'proofs that a checkpoint extends an earlier one',
      commands: {
        fetch: {
          summary: 'fetch the proof that a checkpoint extends an earlier one',
          load: () => import('./proof/fetch-consistency.js'),
          asksApi: true,
        },
        check: {
          summary: 'check the proof that a checkpoint extends an earlier one, offline',
          load: () => import('./proof/check-consistency.js'),
        },
      },
    },
    witness: {
      summary: 'a witness, which cosigns the checkpoints of ledgers for an auditor',
      commands: {
        start: {
          summary: 'run a witness',
          load: () => import('./witness/start-witness.js'),
        },
        'new-key': {
          summary: 'create the key of a witness, if it does not exist, and show its verifier key',
          load: () => import('./witness/new-witness-key.js'),
        },
      },
    },
  },
  'Manage access and keys:': {
    access: {
      summary: 'who may do what: principals, API keys, grants',
      commands: {
        whoami: {
          summary: 'show the principal of a header file and its grants',
          load: () => import('./access/whoami.js'),
          asksApi: true,
        },
        principal: {
          summary: 'add, suspend, restore and list persons and services',
          load: () => import('./access/principal.js'),
          asksApi: true,
        },
        key: {
          summary: 'add and revoke API keys',
          load: () => import('./access/key.js'),
          asksApi: true,
        },
        grant: {
          summary: 'add, revoke and list grants: a role within a scope',
          load: () => import('./access/grant.js'),
          asksApi: true,
        },
        'dual-control': {
          summary: 'turn on or off that every change of access needs a second administrator',
          load: () => import('./access/dual-control.js'),
          asksApi: true,
        },
        proposal: {
          summary: 'list, approve, reject and retract changes that wait for a second administrator',
          load: () => import('./access/proposal.js'),
          asksApi: true,
        },
        open: {
          summary: 'open the access journal and name the first administrator, by the root key',
          load: () => import('./access/open.js'),
        },
        recover: {
          summary: 'name one more administrator by the root key, if none can log in',
          load: () => import('./access/recover.js'),
        },
        'request-admin': {
          summary: 'ask for one more administrator, where the root key is on another machine',
          load: () => import('./access/request-admin.js'),
        },
        'sign-admin': {
          summary: 'sign such a request with the root key, offline',
          load: () => import('./access/sign-admin.js'),
        },
      },
    },
    'approval-rules': {
      summary: 'show and set which commands of a ledger need the approval of other persons',
      load: () => import('./approval/approval-rules.js'),
      asksApi: true,
    },
    proposals: {
      summary: 'list, show, approve, reject and retract commands that wait for approval',
      load: () => import('./approval/proposals.js'),
      asksApi: true,
    },
    analyst: {
      summary: 'database users of analysts, who read the views of docs/SQL.md',
      load: () => import('./analyst/analyst.js'),
    },
    keys: {
      summary: 'list, create, register and retire the keys that sign for a ledger',
      load: () => import('./keys/keys.js'),
      asksApi: true,
    },
    personal: {
      summary: 'personal text about a person, and the keys that protect it',
      commands: {
        entries: {
          summary: 'list the entries that have text about a person',
          load: () => import('./personal/entries.js'),
          asksApi: true,
        },
        erase: {
          summary: 'erase all text about a person, for good',
          load: () => import('./personal/erase.js'),
          asksApi: true,
        },
        'new-key': {
          summary: 'create the file of a wrapping key, if it does not exist, and show its id',
          load: () => import('./personal/new-key.js'),
        },
        rotate: {
          summary: 'wrap the keys of personal text by the preferred wrapping key',
          load: () => import('./personal/rotate.js'),
        },
      },
    },
  },
};
