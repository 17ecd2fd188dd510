import type { LedgerCommand } from '@ledger/ledger';

export interface ModelRequest {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body: object;
}

/** How a command is asked for over HTTP. @param ledger the path of the ledger */
export function requestFor(command: LedgerCommand, ledger: string): ModelRequest {
  const { type: _, ...body } = command;
  const post = (path: string, rest: object): ModelRequest => ({
    method: 'POST',
    path: ledger + path,
    body: rest,
  });
  switch (command.type) {
    case 'PostTransaction':
      return post('/transactions', body);
    case 'ReverseTransaction': {
      const { type: __, transaction, original: ___, ...rest } = command;
      return post(`/transactions/${transaction}/reversal`, rest);
    }
    case 'PlaceHold':
      return post('/holds', body);
    case 'IncrementHold':
    case 'CaptureHold':
    case 'VoidHold': {
      const { type, hold, ...rest } = command;
      const step = { IncrementHold: 'increments', CaptureHold: 'captures', VoidHold: 'void' }[type];
      return post(`/holds/${hold}/${step}`, rest);
    }
    case 'ClosePeriod':
      return post('/periods', body);
    case 'ReopenPeriod':
      return post(`/periods/${command.period}/reopen`, { reason: command.reason });
    case 'EndImport':
      return post('/import/end', body);
    default:
      return exchangeRequestFor(command, ledger) ?? termsRequestFor(command, ledger);
  }
}

function exchangeRequestFor(command: LedgerCommand, ledger: string): ModelRequest | undefined {
  const { type: _, ...body } = command;
  switch (command.type) {
    case 'PublishRates': {
      const { type: __, rateType, ...rest } = command;
      return { method: 'POST', path: `${ledger}/rates`, body: { ...rest, type: rateType } };
    }
    case 'DeclareExchange':
      return { method: 'PUT', path: `${ledger}/exchange`, body };
    case 'GiveQuote':
      return { method: 'POST', path: `${ledger}/quotes`, body };
    case 'WithdrawQuote': {
      const { quote, reason } = command;
      return { method: 'POST', path: `${ledger}/quotes/${quote}/withdrawal`, body: { reason } };
    }
    case 'Convert':
      return { method: 'POST', path: `${ledger}/conversions`, body };
    default:
      return undefined;
  }
}

function termsRequestFor(command: LedgerCommand, ledger: string): ModelRequest {
  const { type, ...body } = command;
  if (type === 'RegisterCurrency') return { method: 'POST', path: `${ledger}/currencies`, body };
  if (command.type === 'CorrectCurrency') {
    const { type: _, code, ...rest } = command;
    return { method: 'PUT', path: `${ledger}/currencies/${code}`, body: rest };
  }
  if (type === 'DeclareChart') return { method: 'PUT', path: `${ledger}/chart`, body };
  if (command.type === 'OpenAccount') {
    const { type: _, accountType, ...rest } = command;
    const typed = { ...rest, ...(accountType && { type: accountType }) };
    return { method: 'POST', path: `${ledger}/accounts`, body: typed };
  }
  if (!('path' in command)) throw new Error(`${type} has no route in this test`);
  const { path, type: _, ...rest } = command;
  const account = `${ledger}/accounts/${path}`;
  if (type === 'SetVelocityLimits')
    return { method: 'PUT', path: `${ledger}/velocity-limits/${path}`, body: rest };
  if (type === 'ChangeAccount') return { method: 'PATCH', path: account, body: rest };
  const steps: Record<string, string> = {
    FreezeAccount: 'freeze',
    UnfreezeAccount: 'unfreeze',
    CloseAccount: 'close',
    IssueStatement: 'statements',
  };
  return { method: 'POST', path: `${account}/${steps[type]}`, body: rest };
}
