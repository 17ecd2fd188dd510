accounts.ledger integer not null
accounts.account integer not null
accounts.from_seq bigint not null
accounts.until_seq bigint
accounts.path text not null collate C
accounts.type text not null
accounts.status text not null
accounts.currencies ARRAY
accounts.limits jsonb not null
accounts.tags ARRAY not null
accounts.metadata jsonb not null
accounts.pattern text
accounts.opened_seq bigint not null
accounts.opened_at timestamp with time zone not null
accounts.changed_at timestamp with time zone not null
accounts.except_holds ARRAY not null default '{}'::text[]
accounts.personal ARRAY
accounts.personal_seq bigint
accounts constraint accounts_pkey PRIMARY KEY (ledger, account, from_seq)
CREATE INDEX accounts_by_path ON public.accounts USING btree (ledger, path, from_seq)
CREATE INDEX accounts_by_personal_key ON public.accounts USING gin (personal) WHERE (personal IS NOT NULL)
CREATE INDEX accounts_by_tag ON public.accounts USING gin (tags)
CREATE UNIQUE INDEX accounts_pkey ON public.accounts USING btree (ledger, account, from_seq)
analyst_scopes.database_user text not null
analyst_scopes.grant_seq bigint not null
analyst_scopes.path text not null collate C
analyst_scopes.ledger text not null
analyst_scopes.begins_at timestamp with time zone
analyst_scopes.expires_at timestamp with time zone
analyst_scopes constraint analyst_scopes_pkey PRIMARY KEY (database_user, grant_seq, path)
CREATE UNIQUE INDEX analyst_scopes_pkey ON public.analyst_scopes USING btree (database_user, grant_seq, path)
analyst_scopes_at.single boolean not null default true
analyst_scopes_at.seq bigint not null
analyst_scopes_at constraint analyst_scopes_at_pkey PRIMARY KEY (single)
analyst_scopes_at constraint analyst_scopes_at_single_check CHECK (single)
CREATE UNIQUE INDEX analyst_scopes_at_pkey ON public.analyst_scopes_at USING btree (single)
balances.ledger integer not null
balances.account integer not null
balances.currency smallint not null
balances.debits numeric not null
balances.credits numeric not null
balances.version bigint not null
balances.first_seq bigint not null
balances with (fillfactor=70)
balances constraint balances_pkey PRIMARY KEY (ledger, account, currency)
CREATE UNIQUE INDEX balances_pkey ON public.balances USING btree (ledger, account, currency)
currencies.ledger integer not null
currencies.currency smallint not null
currencies.code text not null collate C
currencies.decimals smallint not null
currencies.name text not null
currencies.is_registered boolean not null
currencies constraint currencies_pkey PRIMARY KEY (ledger, currency)
CREATE UNIQUE INDEX currencies_pkey ON public.currencies USING btree (ledger, currency)
dated_lines.ledger integer not null
dated_lines.account integer not null
dated_lines.currency smallint not null
dated_lines.number integer not null
dated_lines.seq bigint not null
dated_lines.effective_at timestamp with time zone not null
dated_lines.is_credit boolean not null
dated_lines.amount numeric not null
dated_lines.debits numeric not null
dated_lines.credits numeric not null
dated_lines constraint dated_lines_pkey PRIMARY KEY (ledger, account, currency, number)
CREATE INDEX dated_lines_by_seq ON public.dated_lines USING btree (ledger, account, currency, seq, number)
CREATE UNIQUE INDEX dated_lines_pkey ON public.dated_lines USING btree (ledger, account, currency, number)
dated_sums.ledger integer not null
dated_sums.account integer not null
dated_sums.currency smallint not null
dated_sums.size integer not null
dated_sums.block integer not null
dated_sums.effective_at timestamp with time zone not null
dated_sums.number integer not null
dated_sums.debits numeric not null
dated_sums.credits numeric not null
dated_sums constraint dated_sums_pkey PRIMARY KEY (ledger, account, currency, size, block, effective_at, number)
CREATE UNIQUE INDEX dated_sums_pkey ON public.dated_sums USING btree (ledger, account, currency, size, block, effective_at, number)
held_sums.ledger integer not null
held_sums.account integer not null
held_sums.currency smallint not null
held_sums.seq bigint not null
held_sums.debits numeric not null
held_sums.credits numeric not null
held_sums constraint held_sums_pkey PRIMARY KEY (ledger, account, currency, seq)
CREATE UNIQUE INDEX held_sums_pkey ON public.held_sums USING btree (ledger, account, currency, seq)
hold_accounts.ledger integer not null
hold_accounts.account integer not null
hold_accounts.hold bigint not null
hold_accounts constraint hold_accounts_pkey PRIMARY KEY (ledger, account, hold)
CREATE UNIQUE INDEX hold_accounts_pkey ON public.hold_accounts USING btree (ledger, account, hold)
hold_steps.ledger integer not null
hold_steps.hold bigint not null
hold_steps.seq bigint not null
hold_steps.step text not null
hold_steps.id uuid not null
hold_steps.recorded_at timestamp with time zone not null
hold_steps constraint hold_steps_pkey PRIMARY KEY (ledger, hold, seq)
CREATE UNIQUE INDEX hold_steps_pkey ON public.hold_steps USING btree (ledger, hold, seq)
holds.ledger integer not null
holds.hold bigint not null
holds.from_seq bigint not null
holds.until_seq bigint
holds.id uuid not null
holds.status text not null
holds.placed_at timestamp with time zone not null
holds.changed_at timestamp with time zone not null
holds.expires_at timestamp with time zone
holds.category text
holds.reference text
holds.description text
holds.reason text
holds.tags ARRAY not null
holds.metadata json not null
holds.tolerance json
holds.lines json not null
holds.personal ARRAY
holds constraint holds_pkey PRIMARY KEY (ledger, hold, from_seq)
CREATE INDEX holds_by_id ON public.holds USING btree (id, from_seq)
CREATE INDEX holds_by_personal_key ON public.holds USING gin (personal) WHERE (personal IS NOT NULL)
CREATE INDEX holds_by_reference ON public.holds USING hash (reference) WHERE (reference IS NOT NULL)
CREATE UNIQUE INDEX holds_pkey ON public.holds USING btree (ledger, hold, from_seq)
CREATE INDEX holds_that_expire ON public.holds USING btree (ledger, expires_at) WHERE ((until_seq IS NULL) AND (status = 'open'::text))
issued_statements.ledger integer not null
issued_statements.account integer not null
issued_statements.number integer not null
issued_statements.seq bigint not null
issued_statements.id uuid not null
issued_statements.issued_at timestamp with time zone not null
issued_statements.description text
issued_statements.from_seq bigint not null
issued_statements.to_seq bigint not null
issued_statements.opening json not null
issued_statements.closing json not null
issued_statements constraint issued_statements_pkey PRIMARY KEY (ledger, account, number)
CREATE UNIQUE INDEX issued_statements_pkey ON public.issued_statements USING btree (ledger, account, number)
ledgers.ledger integer not null
ledgers.id text not null collate C
ledgers.name text not null
ledgers.root text not null
ledgers.metadata jsonb not null
ledgers.chart jsonb not null
ledgers.opened_at timestamp with time zone not null
ledgers.takes_future boolean not null
ledgers.is_importing boolean not null
ledgers constraint ledgers_id_key UNIQUE (id)
ledgers constraint ledgers_pkey PRIMARY KEY (ledger)
CREATE UNIQUE INDEX ledgers_id_key ON public.ledgers USING btree (id)
CREATE UNIQUE INDEX ledgers_pkey ON public.ledgers USING btree (ledger)
node_sums.ledger integer not null
node_sums.node integer not null
node_sums.currency smallint not null
node_sums.debits_below numeric not null
node_sums.credits_below numeric not null
node_sums with (fillfactor=50)
node_sums constraint node_sums_pkey PRIMARY KEY (ledger, node, currency)
CREATE UNIQUE INDEX node_sums_pkey ON public.node_sums USING btree (ledger, node, currency)
nodes.ledger integer not null
nodes.node integer not null
nodes.parent integer
nodes.depth smallint not null
nodes.path text not null collate C
nodes constraint nodes_pkey PRIMARY KEY (ledger, node)
CREATE UNIQUE INDEX nodes_by_path ON public.nodes USING btree (ledger, path)
CREATE UNIQUE INDEX nodes_pkey ON public.nodes USING btree (ledger, node)
periods.ledger integer not null
periods.period text not null collate C
periods.from_seq bigint not null
periods.until_seq bigint
periods.kind text not null
periods.begins_at timestamp with time zone not null
periods.ends_at timestamp with time zone not null
periods.reason text
periods.closed_at timestamp with time zone not null
periods constraint periods_pkey PRIMARY KEY (ledger, period, from_seq)
CREATE UNIQUE INDEX periods_pkey ON public.periods USING btree (ledger, period, from_seq)
progress.ledger integer not null
progress.id text not null
progress.seq bigint not null
progress.recorded_at timestamp with time zone not null
progress with (fillfactor=50)
progress constraint progress_id_key UNIQUE (id)
progress constraint progress_pkey PRIMARY KEY (ledger)
CREATE UNIQUE INDEX progress_id_key ON public.progress USING btree (id)
CREATE UNIQUE INDEX progress_pkey ON public.progress USING btree (ledger)
projection.single boolean not null default true
projection.batch bigint not null
projection.position_commit bigint
projection.position_prepare bigint
projection.channel text not null default ('ledger_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text))
projection constraint projection_pkey PRIMARY KEY (single)
projection constraint projection_single_check CHECK (single)
CREATE UNIQUE INDEX projection_pkey ON public.projection USING btree (single)
proposal_approvals.ledger integer not null
proposal_approvals.proposal bigint not null
proposal_approvals.seq bigint not null
proposal_approvals.principal text not null
proposal_approvals.approved_at timestamp with time zone not null
proposal_approvals constraint proposal_approvals_pkey PRIMARY KEY (ledger, proposal, seq)
CREATE UNIQUE INDEX proposal_approvals_pkey ON public.proposal_approvals USING btree (ledger, proposal, seq)
proposals.ledger integer not null
proposals.proposal bigint not null
proposals.id uuid not null
proposals.maker text not null
proposals.rule text not null
proposals.approvals smallint not null
proposals.type text not null
proposals.command json not null
proposals.hash text not null
proposals.accounts ARRAY not null
proposals.personal ARRAY
proposals.made_at timestamp with time zone not null
proposals.expires_at timestamp with time zone not null
proposals.ended_seq bigint
proposals.ended text
proposals.ended_id uuid
proposals.ended_type text
proposals.ended_by text
proposals.ended_at timestamp with time zone
proposals.reason text
proposals constraint proposals_pkey PRIMARY KEY (ledger, proposal)
CREATE INDEX proposals_by_end ON public.proposals USING btree (ledger, ended_seq)
CREATE INDEX proposals_by_id ON public.proposals USING btree (id)
CREATE INDEX proposals_by_personal_key ON public.proposals USING gin (personal) WHERE (personal IS NOT NULL)
CREATE UNIQUE INDEX proposals_pkey ON public.proposals USING btree (ledger, proposal)
rate_sets.ledger integer not null
rate_sets.seq bigint not null
rate_sets.id uuid not null
rate_sets.source text not null
rate_sets.type text not null
rate_sets.observed_at timestamp with time zone not null
rate_sets.recorded_at timestamp with time zone not null
rate_sets.rates jsonb not null
rate_sets constraint rate_sets_pkey PRIMARY KEY (ledger, seq)
CREATE INDEX rate_sets_by_observation ON public.rate_sets USING btree (ledger, type, source, observed_at)
CREATE INDEX rate_sets_by_pair ON public.rate_sets USING gin (rates jsonb_path_ops)
CREATE UNIQUE INDEX rate_sets_pkey ON public.rate_sets USING btree (ledger, seq)
recorded_times.ledger integer not null
recorded_times.recorded_at timestamp with time zone not null
recorded_times.seq bigint not null
recorded_times constraint recorded_times_pkey PRIMARY KEY (ledger, recorded_at)
CREATE INDEX recorded_times_by_seq ON public.recorded_times USING btree (ledger, seq)
CREATE UNIQUE INDEX recorded_times_pkey ON public.recorded_times USING btree (ledger, recorded_at)
statement_lines.ledger integer not null
statement_lines.account integer not null
statement_lines.seq bigint not null
statement_lines.posting smallint not null
statement_lines.currency smallint not null
statement_lines.is_credit boolean not null
statement_lines.amount numeric not null
statement_lines.posted numeric not null
statement_lines.effective_at timestamp with time zone
statement_lines.debits numeric not null
statement_lines.version bigint not null
statement_lines constraint statement_lines_pkey PRIMARY KEY (ledger, seq, posting)
CREATE INDEX statement_lines_backdated ON public.statement_lines USING btree (ledger, account, effective_at, seq) WHERE (effective_at IS NOT NULL)
CREATE INDEX statement_lines_by_account ON public.statement_lines USING btree (ledger, account, currency, seq)
CREATE UNIQUE INDEX statement_lines_pkey ON public.statement_lines USING btree (ledger, seq, posting)
transaction_metadata.ledger integer not null
transaction_metadata.key text not null
transaction_metadata.value_hash bigint not null
transaction_metadata.seq bigint not null
transaction_metadata constraint transaction_metadata_pkey PRIMARY KEY (ledger, key, value_hash, seq)
CREATE UNIQUE INDEX transaction_metadata_pkey ON public.transaction_metadata USING btree (ledger, key, value_hash, seq)
transaction_tags.ledger integer not null
transaction_tags.tag text not null
transaction_tags.seq bigint not null
transaction_tags constraint transaction_tags_pkey PRIMARY KEY (ledger, tag, seq)
CREATE UNIQUE INDEX transaction_tags_pkey ON public.transaction_tags USING btree (ledger, tag, seq)
transactions.ledger integer not null
transactions.seq bigint not null
transactions.id uuid not null
transactions.recorded_at timestamp with time zone not null
transactions.effective_at timestamp with time zone
transactions.category text
transactions.reference text
transactions.description text
transactions.reason text
transactions.reverses bigint
transactions.tags ARRAY
transactions.metadata json
transactions.captures bigint
transactions.late_reason text
transactions.is_imported boolean not null
transactions.personal ARRAY
transactions constraint transactions_pkey PRIMARY KEY (ledger, seq)
CREATE INDEX transactions_by_category ON public.transactions USING btree (ledger, category, seq) WHERE (category IS NOT NULL)
CREATE INDEX transactions_by_effective_at ON public.transactions USING btree (ledger, effective_at, seq) WHERE (effective_at IS NOT NULL)
CREATE INDEX transactions_by_id ON public.transactions USING btree (id)
CREATE INDEX transactions_by_personal_key ON public.transactions USING gin (personal) WHERE (personal IS NOT NULL)
CREATE INDEX transactions_by_recorded_at ON public.transactions USING brin (recorded_at)
CREATE INDEX transactions_by_reference ON public.transactions USING hash (reference) WHERE (reference IS NOT NULL)
CREATE INDEX transactions_by_reversed ON public.transactions USING btree (ledger, reverses) WHERE (reverses IS NOT NULL)
CREATE UNIQUE INDEX transactions_pkey ON public.transactions USING btree (ledger, seq)
velocity_limits.ledger integer not null
velocity_limits.path text not null collate C
velocity_limits.from_seq bigint not null
velocity_limits.until_seq bigint
velocity_limits.limits jsonb not null
velocity_limits.set_at timestamp with time zone not null
velocity_limits constraint velocity_limits_pkey PRIMARY KEY (ledger, path, from_seq)
CREATE UNIQUE INDEX velocity_limits_pkey ON public.velocity_limits USING btree (ledger, path, from_seq)
