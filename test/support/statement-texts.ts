/** Small files of banks, with whatever a test speaks about in them. */
export const mt940 = (lines: string, [opening, closing] = ['C250101EUR1000,00', 'C250131EUR1000,00']) =>
  `:20:X\n:25:NL1\n:28C:1/1\n:60F:${opening}\n${lines}\n:62F:${closing}\n-\n`;
export const bai2 = (accounts: string) =>
  `01,A,B,260301,0600,1,80,80,2/\n02,A,B,1,260228,2400,USD,2/\n${accounts}\n98,0,1,0/\n99,0,1,0/\n`;
export const ofx = (transactions: string, balance = '') =>
  `OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>1</BANKACCTFROM><BANKTRANLIST>${transactions}</BANKTRANLIST>${balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
export const camt = (statement: string, version = '053.001.08') =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${version}"><BkToCstmrStmt><Stmt><Id>S</Id><Acct><Id><IBAN>CH1</IBAN></Id><Ccy>CHF</Ccy></Acct>${statement}</Stmt></BkToCstmrStmt></Document>`;
export const balance = (code: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="CHF">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>`;
export const entry = (amount: string, way: string, rest: string) =>
  `<Ntry><Amt Ccy="CHF">${amount}</Amt><CdtDbtInd>${way}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-12-01</Dt></BookgDt>${rest}</Ntry>`;
