-- Guards of the ledger on SQLite: what is posted stays, balances, and lies in an open period. Applied after sqlite.sql.
-- date() takes 2025-02-30 for a day unless it must count: hence '+0 days'. The lines of an entry are found by their entry
-- and never by their account, whose lines grow without end: hence '+l.account_id', which no index answers.
--;;
DROP TRIGGER IF EXISTS journal_line_insert
--;;
CREATE TRIGGER journal_line_insert BEFORE INSERT ON journal_line
BEGIN
  SELECT RAISE(ABORT, 'ledger_posted: a posted entry takes no line')
  WHERE EXISTS (SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id);
  SELECT RAISE(ABORT, 'ledger_unbalanced: the lines of an entry are numbered from 1 on')
  WHERE NEW.n <> 1 AND NOT EXISTS (
    SELECT 1 FROM journal_line l
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.n = NEW.n - 1
  );
  SELECT RAISE(ABORT, 'ledger_date: there is no such day')
  WHERE NEW.date IS NOT date(NEW.date, '+0 days') OR NEW.tax_date < '0001'
    OR (NEW.tax_date IS NOT NULL AND NEW.tax_date IS NOT date(NEW.tax_date, '+0 days'));
END
--;;
DROP TRIGGER IF EXISTS journal_line_update
--;;
CREATE TRIGGER journal_line_update BEFORE UPDATE ON journal_line
BEGIN SELECT RAISE(ABORT, 'ledger_posted: a posted line is not changed'); END
--;;
DROP TRIGGER IF EXISTS journal_line_delete
--;;
CREATE TRIGGER journal_line_delete BEFORE DELETE ON journal_line
BEGIN SELECT RAISE(ABORT, 'ledger_posted: a posted line is not deleted'); END
--;;
DROP TRIGGER IF EXISTS journal_entry_insert
--;;
CREATE TRIGGER journal_entry_insert AFTER INSERT ON journal_entry
BEGIN
  SELECT RAISE(ABORT, 'ledger_date: there is no such day')
  WHERE NEW.date IS NOT date(NEW.date, '+0 days')
    OR NEW.rate_date < '0001' OR (NEW.rate_date IS NOT NULL AND NEW.rate_date IS NOT date(NEW.rate_date, '+0 days'))
    OR substr(NEW.created_at, 1, 19) IS NOT strftime('%Y-%m-%dT%H:%M:%S', substr(NEW.created_at, 1, 19), '+0 days');
  SELECT RAISE(ABORT, 'ledger_unbalanced: the lines of an entry sum to zero')
  WHERE (
    SELECT count(*) <> NEW.line_count OR count(*) < 2 OR sum(l.amount_minor) <> 0
      OR sum(l.date <> NEW.date OR l.seq <> NEW.seq OR l.currency <> NEW.currency) <> 0
    FROM journal_line l WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id
  );
  SELECT RAISE(ABORT, 'ledger_chain: an entry follows the last one')
  WHERE NOT EXISTS (
    SELECT 1 FROM ledger_head h
    WHERE h.profile_id = NEW.profile_id AND h.seq = NEW.seq - 1 AND h.hash = NEW.prev_hash
  );
  SELECT RAISE(ABORT, 'ledger_unbalanced: what is in the currency of the books is worth itself')
  WHERE EXISTS (
    SELECT 1 FROM ledger_head h
    JOIN journal_line l ON l.profile_id = h.profile_id AND l.entry_id = NEW.id AND l.amount_tc_minor <> l.amount_minor
    WHERE h.profile_id = NEW.profile_id AND h.currency = NEW.currency
  );
  SELECT RAISE(ABORT, 'ledger_year: an entry takes the next number of the open fiscal year of its date')
  WHERE NOT EXISTS (
    SELECT 1 FROM fiscal_year y
    WHERE y.profile_id = NEW.profile_id AND y.id = NEW.fiscal_year_id AND y.status = 'open'
      AND NEW.date BETWEEN y.start_date AND y.end_date AND y.last_n = NEW.n - 1
      AND NEW.number = y.name || printf('-%04d', NEW.n)
  );
  SELECT RAISE(ABORT, 'ledger_voucher: a version follows the one that was taken back')
  WHERE CASE WHEN NEW.version = 1 THEN NEW.voucher_id <> NEW.id ELSE NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN journal_entry r ON r.profile_id = e.profile_id AND r.reverses = e.id
    WHERE e.profile_id = NEW.profile_id AND e.voucher_id = NEW.voucher_id AND e.version = NEW.version - 1
  ) END;
  SELECT RAISE(ABORT, 'period_locked: the fiscal year is closed')
  WHERE EXISTS (
    SELECT 1 FROM fiscal_year y
    WHERE y.profile_id = NEW.profile_id AND y.status = 'closed' AND y.end_date >= NEW.date
  );
  SELECT RAISE(ABORT, 'period_locked: the period is locked')
  WHERE EXISTS (
    SELECT 1 FROM period_lock k
    WHERE k.profile_id = NEW.profile_id
      AND (
        (k.area IN ('all', 'hard', NEW.area) AND k.locked_through >= NEW.date)
        OR (k.area = 'vat' AND EXISTS (
          SELECT 1 FROM journal_line l
          WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id AND l.tax_date <= k.locked_through
        ))
      )
      AND (k.area = 'hard' OR NOT EXISTS (
        SELECT 1 FROM lock_exception x
        WHERE x.profile_id = k.profile_id AND x.area = k.area AND x.revoked_at IS NULL AND x.until > NEW.created_at
          AND (x.caller IS NULL OR x.caller = NEW.created_by)
      ))
  );
  SELECT RAISE(ABORT, 'period_locked: the fiscal year is locked up to this date')
  WHERE EXISTS (
    SELECT 1 FROM fiscal_year y
    WHERE y.profile_id = NEW.profile_id AND y.lock_date >= NEW.date
  ) AND NOT EXISTS (
    SELECT 1 FROM lock_exception x
    WHERE x.profile_id = NEW.profile_id AND x.area = 'all' AND x.revoked_at IS NULL AND x.until > NEW.created_at
      AND (x.caller IS NULL OR x.caller = NEW.created_by)
  );
  SELECT RAISE(ABORT, 'ledger_control: a line on a control account belongs to an open item of it, and no other does')
  WHERE EXISTS (
    SELECT 1 FROM journal_line l
    JOIN ledger_account a ON a.profile_id = l.profile_id AND a.id = l.account_id
    LEFT JOIN open_item i ON i.profile_id = l.profile_id AND i.id = l.open_item_id
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id
      AND CASE WHEN a.type IN ('receivable', 'payable', 'prepayment')
        THEN i.id IS NULL OR i.account_id <> l.account_id OR i.kind <> a.type ELSE l.open_item_id IS NOT NULL END
  );
  SELECT RAISE(ABORT, 'ledger_control: an item opens with what its entry posts to it')
  WHERE EXISTS (
    SELECT 1 FROM journal_line l
    JOIN open_item i ON i.profile_id = l.profile_id AND i.id = l.open_item_id AND i.entry_id = l.entry_id
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id
    GROUP BY i.id, i.original_minor, i.original_tc_minor
    HAVING sum(l.amount_minor) <> i.original_minor OR sum(l.amount_tc_minor) <> i.original_tc_minor
  );
  SELECT RAISE(ABORT, 'ledger_reversal: a reversal is the exact opposite')
  WHERE NEW.reverses IS NOT NULL AND (
    NOT EXISTS (
      SELECT 1 FROM journal_entry e
      WHERE e.profile_id = NEW.profile_id AND e.id = NEW.reverses AND e.line_count = NEW.line_count
        AND e.kind = NEW.kind AND e.area = NEW.area AND e.source = NEW.source AND e.currency = NEW.currency
        AND e.date <= NEW.date
    ) OR NEW.line_count <> (
      SELECT count(*) FROM journal_line o
      JOIN journal_line r ON r.profile_id = o.profile_id AND r.entry_id = NEW.id AND r.n = o.n
      WHERE o.profile_id = NEW.profile_id AND o.entry_id = NEW.reverses
        AND r.account_id = o.account_id AND r.amount_minor = -o.amount_minor
        AND r.amount_tc_minor = -o.amount_tc_minor AND r.currency = o.currency
        AND r.vat_code IS o.vat_code AND r.vat_role IS o.vat_role AND r.vat_base_minor IS -o.vat_base_minor
        AND r.open_item_id IS o.open_item_id
    )
  );
  INSERT INTO period_balance (profile_id, book, account_id, period, debit_minor, credit_minor, last_seq)
  SELECT l.profile_id, CASE WHEN NEW.kind = 'closing' THEN 'closing' ELSE 'normal' END, l.account_id,
    substr(NEW.date, 1, 7), sum(max(l.amount_minor, 0)), sum(max(-l.amount_minor, 0)), NEW.seq
  FROM journal_line l WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id GROUP BY +l.account_id
  ON CONFLICT (profile_id, book, account_id, period) DO UPDATE SET
    debit_minor = debit_minor + excluded.debit_minor,
    credit_minor = credit_minor + excluded.credit_minor,
    last_seq = excluded.last_seq;
  INSERT INTO vat_balance (profile_id, vat_code, vat_role, period, amount_minor, last_seq)
  SELECT l.profile_id, l.vat_code, l.vat_role, substr(l.tax_date, 1, 7), sum(l.amount_minor), NEW.seq
  FROM journal_line l WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id AND l.vat_code IS NOT NULL
  GROUP BY l.vat_code, l.vat_role, substr(l.tax_date, 1, 7)
  ON CONFLICT (profile_id, vat_code, vat_role, period) DO UPDATE SET
    amount_minor = amount_minor + excluded.amount_minor, last_seq = excluded.last_seq;
  UPDATE fiscal_year SET last_n = NEW.n WHERE profile_id = NEW.profile_id AND id = NEW.fiscal_year_id;
  UPDATE ledger_head SET seq = NEW.seq, hash = NEW.hash WHERE profile_id = NEW.profile_id;
END
--;;
DROP TRIGGER IF EXISTS journal_entry_update
--;;
CREATE TRIGGER journal_entry_update BEFORE UPDATE ON journal_entry
WHEN NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id OR NEW.seq IS NOT OLD.seq
  OR NEW.fiscal_year_id IS NOT OLD.fiscal_year_id OR NEW.n IS NOT OLD.n OR NEW.number IS NOT OLD.number
  OR NEW.date IS NOT OLD.date OR NEW.kind IS NOT OLD.kind OR NEW.area IS NOT OLD.area
  OR NEW.source IS NOT OLD.source OR NEW.source_id IS NOT OLD.source_id OR NEW.voucher_id IS NOT OLD.voucher_id
  OR NEW.version IS NOT OLD.version OR NEW.reverses IS NOT OLD.reverses OR NEW.currency IS NOT OLD.currency
  OR NEW.rate IS NOT OLD.rate OR NEW.rate_date IS NOT OLD.rate_date OR NEW.line_count IS NOT OLD.line_count
  OR NEW.created_by IS NOT OLD.created_by OR NEW.created_at IS NOT OLD.created_at
  OR NEW.hash_version IS NOT OLD.hash_version OR NEW.prev_hash IS NOT OLD.prev_hash OR NEW.hash IS NOT OLD.hash
BEGIN SELECT RAISE(ABORT, 'ledger_posted: a posted entry is not changed'); END
--;;
DROP TRIGGER IF EXISTS journal_entry_delete
--;;
CREATE TRIGGER journal_entry_delete BEFORE DELETE ON journal_entry
BEGIN SELECT RAISE(ABORT, 'ledger_posted: a posted entry is not deleted'); END
--;;
DROP TRIGGER IF EXISTS ledger_head_insert
--;;
CREATE TRIGGER ledger_head_insert BEFORE INSERT ON ledger_head
WHEN NEW.seq <> 0 OR NEW.cash_seq <> 0 OR NEW.hash <> ''
BEGIN SELECT RAISE(ABORT, 'ledger_chain: a ledger begins empty'); END
--;;
DROP TRIGGER IF EXISTS ledger_head_update
--;;
CREATE TRIGGER ledger_head_update BEFORE UPDATE ON ledger_head
WHEN NOT (
  NEW.profile_id IS OLD.profile_id AND (
    (OLD.seq = 0 AND NEW.seq = 0 AND NEW.hash = '' AND NEW.cash_seq = 0)
    OR NEW.currency = OLD.currency AND (NEW.seq = OLD.seq + 1 AND NEW.cash_seq = OLD.cash_seq AND EXISTS (
      SELECT 1 FROM journal_entry e
      WHERE e.profile_id = NEW.profile_id AND e.seq = NEW.seq AND e.hash = NEW.hash AND e.prev_hash = OLD.hash
    )) OR NEW.currency = OLD.currency AND (NEW.seq = OLD.seq AND NEW.hash = OLD.hash AND NEW.cash_seq = OLD.cash_seq + 1 AND EXISTS (
      SELECT 1 FROM cash_line c WHERE c.profile_id = NEW.profile_id AND c.seq = NEW.cash_seq
    ))
  )
)
BEGIN SELECT RAISE(ABORT, 'ledger_chain: only a posting moves the head'); END
--;;
DROP TRIGGER IF EXISTS ledger_head_delete
--;;
CREATE TRIGGER ledger_head_delete BEFORE DELETE ON ledger_head
BEGIN SELECT RAISE(ABORT, 'ledger_chain: the head stays'); END
--;;
DROP TRIGGER IF EXISTS period_balance_insert
--;;
CREATE TRIGGER period_balance_insert BEFORE INSERT ON period_balance
WHEN NOT EXISTS (
  SELECT 1 FROM period_balance b
  WHERE b.profile_id = NEW.profile_id AND b.book = NEW.book AND b.account_id = NEW.account_id AND b.period = NEW.period
) AND NOT EXISTS (
  SELECT 1 FROM journal_entry e JOIN journal_line l ON l.profile_id = e.profile_id AND l.entry_id = e.id
  WHERE NEW.book <> 'cash' AND e.profile_id = NEW.profile_id AND e.seq = NEW.last_seq
    AND +l.account_id = NEW.account_id AND substr(e.date, 1, 7) = NEW.period
    AND (e.kind = 'closing') = (NEW.book = 'closing')
  GROUP BY +l.account_id
  HAVING sum(max(l.amount_minor, 0)) = NEW.debit_minor AND sum(max(-l.amount_minor, 0)) = NEW.credit_minor
) AND NOT EXISTS (
  SELECT 1 FROM cash_line c
  WHERE NEW.book = 'cash' AND c.profile_id = NEW.profile_id AND c.seq = NEW.last_seq
    AND c.account_id = NEW.account_id AND substr(c.date, 1, 7) = NEW.period
    AND max(c.amount_minor, 0) = NEW.debit_minor AND max(-c.amount_minor, 0) = NEW.credit_minor
)
BEGIN SELECT RAISE(ABORT, 'ledger_balance: only a posting moves a balance'); END
--;;
DROP TRIGGER IF EXISTS period_balance_update
--;;
CREATE TRIGGER period_balance_update BEFORE UPDATE ON period_balance
WHEN NEW.profile_id IS NOT OLD.profile_id OR NEW.book IS NOT OLD.book OR NEW.account_id IS NOT OLD.account_id
  OR NEW.period IS NOT OLD.period OR NEW.last_seq <= OLD.last_seq OR (NOT EXISTS (
  SELECT 1 FROM journal_entry e JOIN journal_line l ON l.profile_id = e.profile_id AND l.entry_id = e.id
  WHERE NEW.book <> 'cash' AND e.profile_id = NEW.profile_id AND e.seq = NEW.last_seq
    AND +l.account_id = NEW.account_id AND substr(e.date, 1, 7) = NEW.period
    AND (e.kind = 'closing') = (NEW.book = 'closing')
  GROUP BY +l.account_id
  HAVING sum(max(l.amount_minor, 0)) = NEW.debit_minor - OLD.debit_minor
    AND sum(max(-l.amount_minor, 0)) = NEW.credit_minor - OLD.credit_minor
) AND NOT EXISTS (
  SELECT 1 FROM cash_line c
  WHERE NEW.book = 'cash' AND c.profile_id = NEW.profile_id AND c.seq = NEW.last_seq
    AND c.account_id = NEW.account_id AND substr(c.date, 1, 7) = NEW.period
    AND max(c.amount_minor, 0) = NEW.debit_minor - OLD.debit_minor
    AND max(-c.amount_minor, 0) = NEW.credit_minor - OLD.credit_minor
))
BEGIN SELECT RAISE(ABORT, 'ledger_balance: only a posting moves a balance'); END
--;;
DROP TRIGGER IF EXISTS period_balance_delete
--;;
CREATE TRIGGER period_balance_delete BEFORE DELETE ON period_balance
BEGIN SELECT RAISE(ABORT, 'ledger_balance: a balance stays'); END
--;;
DROP TRIGGER IF EXISTS vat_balance_insert
--;;
CREATE TRIGGER vat_balance_insert BEFORE INSERT ON vat_balance
WHEN NOT EXISTS (
  SELECT 1 FROM vat_balance b
  WHERE b.profile_id = NEW.profile_id AND b.vat_code = NEW.vat_code AND b.vat_role = NEW.vat_role
    AND b.period = NEW.period
) AND NOT EXISTS (
  SELECT 1 FROM journal_entry e JOIN journal_line l ON l.profile_id = e.profile_id AND l.entry_id = e.id
  WHERE e.profile_id = NEW.profile_id AND e.seq = NEW.last_seq AND l.vat_code = NEW.vat_code
    AND l.vat_role = NEW.vat_role AND substr(l.tax_date, 1, 7) = NEW.period
  GROUP BY l.vat_code HAVING sum(l.amount_minor) = NEW.amount_minor
)
BEGIN SELECT RAISE(ABORT, 'ledger_balance: only a posting moves a balance'); END
--;;
DROP TRIGGER IF EXISTS vat_balance_update
--;;
CREATE TRIGGER vat_balance_update BEFORE UPDATE ON vat_balance
WHEN NEW.profile_id IS NOT OLD.profile_id OR NEW.vat_code IS NOT OLD.vat_code OR NEW.vat_role IS NOT OLD.vat_role
  OR NEW.period IS NOT OLD.period OR NEW.last_seq <= OLD.last_seq OR NOT EXISTS (
  SELECT 1 FROM journal_entry e JOIN journal_line l ON l.profile_id = e.profile_id AND l.entry_id = e.id
  WHERE e.profile_id = NEW.profile_id AND e.seq = NEW.last_seq AND l.vat_code = NEW.vat_code
    AND l.vat_role = NEW.vat_role AND substr(l.tax_date, 1, 7) = NEW.period
  GROUP BY l.vat_code HAVING sum(l.amount_minor) = NEW.amount_minor - OLD.amount_minor
)
BEGIN SELECT RAISE(ABORT, 'ledger_balance: only a posting moves a balance'); END
--;;
DROP TRIGGER IF EXISTS vat_balance_delete
--;;
CREATE TRIGGER vat_balance_delete BEFORE DELETE ON vat_balance
BEGIN SELECT RAISE(ABORT, 'ledger_balance: a balance stays'); END
--;;
DROP TRIGGER IF EXISTS cash_line_insert
--;;
CREATE TRIGGER cash_line_insert AFTER INSERT ON cash_line
BEGIN
  SELECT RAISE(ABORT, 'ledger_date: there is no such day') WHERE NEW.date IS NOT date(NEW.date, '+0 days');
  SELECT RAISE(ABORT, 'ledger_cash: what counts is the result of an entry, at its posting or by an allocation, once')
  WHERE NOT EXISTS (
    SELECT 1 FROM journal_line l
    JOIN ledger_account a ON a.profile_id = l.profile_id AND a.id = l.account_id AND a.class IN ('revenue', 'expense')
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND +l.account_id = NEW.account_id
  ) OR NOT EXISTS (
    SELECT 1 FROM journal_entry e JOIN ledger_head h ON h.profile_id = e.profile_id AND h.seq = e.seq
    WHERE NEW.allocation_id IS NULL AND e.profile_id = NEW.profile_id AND e.id = NEW.entry_id AND e.date = NEW.date
    UNION ALL
    SELECT 1 FROM item_allocation x JOIN open_item i ON i.profile_id = x.profile_id AND i.id = x.item_id
    WHERE x.profile_id = NEW.profile_id AND x.id = NEW.allocation_id AND x.date = NEW.date
      AND i.entry_id = NEW.entry_id AND x.kind IN ('payment', 'credit', 'refund', 'transfer')
  ) OR EXISTS (
    SELECT 1 FROM cash_line c
    WHERE c.profile_id = NEW.profile_id AND c.entry_id = NEW.entry_id AND c.account_id = NEW.account_id
      AND c.allocation_id IS NEW.allocation_id AND c.seq <> NEW.seq
  );
  SELECT RAISE(ABORT, 'ledger_cash: no more counts than was posted')
  FROM (
    SELECT sum(l.amount_minor) AS posted FROM journal_line l
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND +l.account_id = NEW.account_id
  ) WHERE sign(posted) * (
    SELECT sum(c.amount_minor) FROM cash_line c
    WHERE c.profile_id = NEW.profile_id AND c.entry_id = NEW.entry_id AND c.account_id = NEW.account_id
  ) NOT BETWEEN 0 AND abs(posted);
  INSERT INTO period_balance (profile_id, book, account_id, period, debit_minor, credit_minor, last_seq)
  VALUES (NEW.profile_id, 'cash', NEW.account_id, substr(NEW.date, 1, 7), max(NEW.amount_minor, 0),
    max(-NEW.amount_minor, 0), NEW.seq)
  ON CONFLICT (profile_id, book, account_id, period) DO UPDATE SET
    debit_minor = debit_minor + excluded.debit_minor,
    credit_minor = credit_minor + excluded.credit_minor,
    last_seq = excluded.last_seq;
  UPDATE ledger_head SET cash_seq = NEW.seq WHERE profile_id = NEW.profile_id;
END
--;;
DROP TRIGGER IF EXISTS cash_line_update
--;;
CREATE TRIGGER cash_line_update BEFORE UPDATE ON cash_line
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what was settled is not changed'); END
--;;
DROP TRIGGER IF EXISTS cash_line_delete
--;;
CREATE TRIGGER cash_line_delete BEFORE DELETE ON cash_line
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what was settled is not deleted'); END
--;;
DROP TRIGGER IF EXISTS open_item_insert
--;;
CREATE TRIGGER open_item_insert BEFORE INSERT ON open_item
BEGIN
  SELECT RAISE(ABORT, 'open_item: an item begins open, on a day that there is')
  WHERE NEW.open_tc_minor <> NEW.original_tc_minor OR NEW.open_minor <> NEW.original_minor
    OR NEW.closed_on IS NOT NULL OR NEW.date IS NOT date(NEW.date, '+0 days')
    OR NEW.due_date IS NOT date(NEW.due_date, '+0 days');
  SELECT RAISE(ABORT, 'open_item: a posted entry opens no item')
  WHERE EXISTS (SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id);
  SELECT RAISE(ABORT, 'open_item: an item opens with what its entry posts to it')
  WHERE (
    SELECT coalesce(sum(l.amount_minor), 0) <> NEW.original_minor
      OR coalesce(sum(l.amount_tc_minor), 0) <> NEW.original_tc_minor OR coalesce(max(l.date <> NEW.date), 0)
      OR coalesce(max(l.currency <> NEW.currency), 0) OR coalesce(max(l.account_id <> NEW.account_id), 0)
    FROM journal_line l
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.open_item_id = NEW.id
  );
END
--;;
DROP TRIGGER IF EXISTS open_item_update
--;;
CREATE TRIGGER open_item_update BEFORE UPDATE ON open_item
WHEN NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind
  OR NEW.account_id IS NOT OLD.account_id OR NEW.client_id IS NOT OLD.client_id OR NEW.vendor_id IS NOT OLD.vendor_id
  OR NEW.source IS NOT OLD.source OR NEW.source_id IS NOT OLD.source_id OR NEW.currency IS NOT OLD.currency
  OR NEW.original_tc_minor IS NOT OLD.original_tc_minor OR NEW.original_minor IS NOT OLD.original_minor
  OR NEW.date IS NOT OLD.date OR NEW.entry_id IS NOT OLD.entry_id
  OR NEW.open_tc_minor <> OLD.original_tc_minor - (
    SELECT coalesce(sum(x.amount_tc_minor), 0) FROM item_allocation x
    WHERE x.profile_id = OLD.profile_id AND x.item_id = OLD.id)
  OR NEW.open_minor <> OLD.original_minor - (
    SELECT coalesce(sum(x.amount_minor), 0) FROM item_allocation x
    WHERE x.profile_id = OLD.profile_id AND x.item_id = OLD.id)
  OR NEW.closed_on IS NOT CASE WHEN NEW.open_tc_minor = 0 AND NEW.open_minor = 0 THEN (
    SELECT max(x.date) FROM item_allocation x WHERE x.profile_id = OLD.profile_id AND x.item_id = OLD.id) END
  OR NEW.due_date IS NOT date(NEW.due_date, '+0 days')
BEGIN SELECT RAISE(ABORT, 'open_item: only an allocation moves what is open'); END
--;;
DROP TRIGGER IF EXISTS open_item_delete
--;;
CREATE TRIGGER open_item_delete BEFORE DELETE ON open_item
BEGIN SELECT RAISE(ABORT, 'open_item: an item stays'); END
--;;
DROP TRIGGER IF EXISTS item_allocation_insert
--;;
CREATE TRIGGER item_allocation_insert AFTER INSERT ON item_allocation
BEGIN
  SELECT RAISE(ABORT, 'ledger_date: there is no such day') WHERE NEW.date IS NOT date(NEW.date, '+0 days');
  SELECT RAISE(ABORT, 'open_item: what takes back an allocation is its exact opposite')
  WHERE NEW.reverses IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM item_allocation o
    WHERE o.profile_id = NEW.profile_id AND o.id = NEW.reverses AND o.item_id = NEW.item_id
      AND o.amount_tc_minor = -NEW.amount_tc_minor AND o.amount_minor = -NEW.amount_minor
  );
  SELECT RAISE(ABORT, 'open_item: an allocation bears the sign of its item')
  WHERE NEW.reverses IS NULL AND EXISTS (
    SELECT 1 FROM open_item i
    WHERE i.profile_id = NEW.profile_id AND i.id = NEW.item_id
      AND (sign(NEW.amount_tc_minor) * sign(i.original_tc_minor) < 0
        OR sign(NEW.amount_minor) * sign(NEW.amount_tc_minor) < 0)
  );
  SELECT RAISE(ABORT, 'open_item: an allocation is booked by an entry, or a credit of the same account is set against an item')
  WHERE CASE WHEN NEW.entry_id IS NULL THEN NOT EXISTS (
    SELECT 1 FROM item_allocation o
    WHERE o.profile_id = NEW.profile_id AND o.id = NEW.reverses AND o.entry_id IS NULL
    UNION ALL
    SELECT 1 FROM open_item i
    JOIN open_item c ON c.profile_id = i.profile_id AND c.id = NEW.counter_item_id AND c.id <> i.id
      AND c.account_id = i.account_id AND c.currency = i.currency
      AND sign(c.original_tc_minor) = -sign(i.original_tc_minor)
    WHERE i.profile_id = NEW.profile_id AND i.id = NEW.item_id AND NEW.reverses IS NULL
  ) ELSE (
    SELECT sum(x.amount_minor) FROM item_allocation x
    WHERE x.profile_id = NEW.profile_id AND x.item_id = NEW.item_id AND x.entry_id = NEW.entry_id
  ) NOT BETWEEN (
    SELECT min(coalesce(-sum(l.amount_minor), 0), 0) FROM journal_line l
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.open_item_id = NEW.item_id
  ) AND (
    SELECT max(coalesce(-sum(l.amount_minor), 0), 0) FROM journal_line l
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.open_item_id = NEW.item_id
  ) END;
  UPDATE open_item SET
    open_tc_minor = open_tc_minor - NEW.amount_tc_minor,
    open_minor = open_minor - NEW.amount_minor,
    closed_on = CASE WHEN open_tc_minor = NEW.amount_tc_minor AND open_minor = NEW.amount_minor THEN (
      SELECT max(x.date) FROM item_allocation x
      WHERE x.profile_id = NEW.profile_id AND x.item_id = NEW.item_id) END,
    updated_at = NEW.created_at
  WHERE profile_id = NEW.profile_id AND id = NEW.item_id;
  SELECT RAISE(ABORT, 'open_item: more is settled than is open')
  WHERE EXISTS (
    SELECT 1 FROM open_item i
    WHERE i.profile_id = NEW.profile_id AND i.id = NEW.item_id
      AND (i.open_tc_minor * sign(i.original_tc_minor) < 0
        OR abs(i.open_tc_minor) > abs(i.original_tc_minor)
        OR (i.original_tc_minor <> 0 AND i.open_tc_minor = 0 AND i.open_minor <> 0))
  );
END
--;;
DROP TRIGGER IF EXISTS item_allocation_update
--;;
CREATE TRIGGER item_allocation_update BEFORE UPDATE ON item_allocation
BEGIN SELECT RAISE(ABORT, 'ledger_posted: an allocation is not changed'); END
--;;
DROP TRIGGER IF EXISTS item_allocation_delete
--;;
CREATE TRIGGER item_allocation_delete BEFORE DELETE ON item_allocation
BEGIN SELECT RAISE(ABORT, 'ledger_posted: an allocation is not deleted'); END
--;;
DROP TRIGGER IF EXISTS fiscal_year_insert
--;;
CREATE TRIGGER fiscal_year_insert BEFORE INSERT ON fiscal_year
BEGIN
  SELECT RAISE(ABORT, 'ledger_date: there is no such day')
  WHERE NEW.start_date < '0001' OR NEW.start_date IS NOT date(NEW.start_date, '+0 days')
    OR NEW.end_date IS NOT date(NEW.end_date, '+0 days')
    OR (NEW.lock_date IS NOT NULL AND NEW.lock_date IS NOT date(NEW.lock_date, '+0 days'));
  SELECT RAISE(ABORT, 'ledger_year: a year begins open and without vouchers')
  WHERE NEW.last_n <> 0 OR NEW.status <> 'open';
  SELECT RAISE(ABORT, 'fiscal_year_overlap: fiscal years do not overlap')
  WHERE EXISTS (
    SELECT 1 FROM fiscal_year y WHERE y.profile_id = NEW.profile_id AND y.id <> NEW.id
      AND y.start_date <= NEW.end_date AND y.end_date >= NEW.start_date
  );
END
--;;
DROP TRIGGER IF EXISTS fiscal_year_update
--;;
CREATE TRIGGER fiscal_year_update BEFORE UPDATE ON fiscal_year
BEGIN
  SELECT RAISE(ABORT, 'ledger_year: only a posting takes a number')
  WHERE NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id OR (
    NEW.last_n IS NOT OLD.last_n AND NOT (NEW.last_n = OLD.last_n + 1 AND EXISTS (
      SELECT 1 FROM journal_entry e
      WHERE e.profile_id = NEW.profile_id AND e.fiscal_year_id = NEW.id AND e.n = NEW.last_n
    ))
  );
  SELECT RAISE(ABORT, 'ledger_date: there is no such day')
  WHERE NEW.start_date < '0001' OR NEW.start_date IS NOT date(NEW.start_date, '+0 days')
    OR NEW.end_date IS NOT date(NEW.end_date, '+0 days')
    OR (NEW.lock_date IS NOT NULL AND NEW.lock_date IS NOT date(NEW.lock_date, '+0 days'));
  SELECT RAISE(ABORT, 'fiscal_year_overlap: fiscal years do not overlap, and hold their entries')
  WHERE (NEW.start_date IS NOT OLD.start_date OR NEW.end_date IS NOT OLD.end_date) AND (EXISTS (
    SELECT 1 FROM fiscal_year y WHERE y.profile_id = NEW.profile_id AND y.id <> NEW.id
      AND y.start_date <= NEW.end_date AND y.end_date >= NEW.start_date
  ) OR EXISTS (
    SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.fiscal_year_id = NEW.id
      AND e.date NOT BETWEEN NEW.start_date AND NEW.end_date
  ));
  SELECT RAISE(ABORT, 'period_locked: a closed year keeps its dates')
  WHERE OLD.status = 'closed' AND (NEW.start_date IS NOT OLD.start_date OR NEW.end_date IS NOT OLD.end_date);
  SELECT RAISE(ABORT, 'hard_lock: a hard lock holds this year')
  WHERE OLD.status = 'closed' AND NEW.status = 'open' AND EXISTS (
    SELECT 1 FROM period_lock k WHERE k.profile_id = NEW.profile_id AND k.area = 'hard'
      AND k.locked_through >= OLD.start_date
  );
  SELECT RAISE(ABORT, 'ledger_year: years are closed the earliest first and opened again the latest first')
  WHERE NEW.status <> OLD.status AND EXISTS (
    SELECT 1 FROM fiscal_year y WHERE y.profile_id = NEW.profile_id AND y.id <> NEW.id AND y.status = OLD.status
      AND CASE WHEN NEW.status = 'closed' THEN y.start_date < NEW.start_date ELSE y.start_date > NEW.start_date END
  );
END
--;;
DROP TRIGGER IF EXISTS fiscal_year_delete
--;;
CREATE TRIGGER fiscal_year_delete BEFORE DELETE ON fiscal_year
BEGIN SELECT RAISE(ABORT, 'ledger_year: a fiscal year stays'); END
--;;
DROP TRIGGER IF EXISTS period_lock_update
--;;
CREATE TRIGGER period_lock_update BEFORE UPDATE ON period_lock
BEGIN
  SELECT RAISE(ABORT, 'ledger_date: there is no such day')
  WHERE NEW.locked_through IS NOT NULL AND NEW.locked_through IS NOT date(NEW.locked_through, '+0 days');
  SELECT RAISE(ABORT, 'hard_lock: a hard lock only moves forward')
  WHERE NEW.profile_id IS NOT OLD.profile_id OR NEW.area IS NOT OLD.area OR (OLD.area = 'hard'
    AND OLD.locked_through IS NOT NULL
    AND (NEW.locked_through IS NULL OR NEW.locked_through < OLD.locked_through));
END
--;;
DROP TRIGGER IF EXISTS period_lock_insert
--;;
CREATE TRIGGER period_lock_insert BEFORE INSERT ON period_lock
WHEN NEW.locked_through IS NOT NULL AND NEW.locked_through IS NOT date(NEW.locked_through, '+0 days')
BEGIN SELECT RAISE(ABORT, 'ledger_date: there is no such day'); END
--;;
DROP TRIGGER IF EXISTS period_lock_delete
--;;
CREATE TRIGGER period_lock_delete BEFORE DELETE ON period_lock
BEGIN SELECT RAISE(ABORT, 'hard_lock: a lock is moved, not deleted'); END
--;;
DROP TRIGGER IF EXISTS lock_exception_insert
--;;
CREATE TRIGGER lock_exception_insert BEFORE INSERT ON lock_exception
WHEN substr(NEW.until, 1, 19) IS NOT strftime('%Y-%m-%dT%H:%M:%S', substr(NEW.until, 1, 19), '+0 days') OR NEW.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'lock_exception: an exception begins unrevoked and ends at a moment that there is'); END
--;;
DROP TRIGGER IF EXISTS lock_exception_update
--;;
CREATE TRIGGER lock_exception_update BEFORE UPDATE ON lock_exception
WHEN NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id OR NEW.area IS NOT OLD.area
  OR NEW.caller IS NOT OLD.caller OR NEW.reason IS NOT OLD.reason OR NEW.until IS NOT OLD.until
  OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at)
BEGIN SELECT RAISE(ABORT, 'lock_exception: an exception is revoked once, and not changed'); END
--;;
DROP TRIGGER IF EXISTS lock_exception_delete
--;;
CREATE TRIGGER lock_exception_delete BEFORE DELETE ON lock_exception
BEGIN SELECT RAISE(ABORT, 'lock_exception: an exception is revoked, not deleted'); END
--;;
DROP TRIGGER IF EXISTS ledger_account_update
--;;
CREATE TRIGGER ledger_account_update BEFORE UPDATE ON ledger_account
WHEN (NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id OR NEW.class IS NOT OLD.class
  OR NEW.type IS NOT OLD.type OR NEW.number IS NOT OLD.number)
  AND EXISTS (SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.account_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'ledger_account: an account that is used keeps its number and class'); END
--;;
DROP TRIGGER IF EXISTS ledger_account_delete
--;;
CREATE TRIGGER ledger_account_delete BEFORE DELETE ON ledger_account
WHEN EXISTS (SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.account_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'ledger_account: an account that is used is not deleted'); END
--;;
DROP TRIGGER IF EXISTS vat_code_delete
--;;
CREATE TRIGGER vat_code_delete BEFORE DELETE ON vat_code
WHEN EXISTS (SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.vat_code = OLD.code)
BEGIN SELECT RAISE(ABORT, 'vat_code: a VAT code that is used is not deleted'); END
--;;
DROP TRIGGER IF EXISTS vat_code_insert
--;;
CREATE TRIGGER vat_code_insert BEFORE INSERT ON vat_code
WHEN (NEW.valid_from IS NOT NULL AND NEW.valid_from IS NOT date(NEW.valid_from, '+0 days'))
  OR (NEW.valid_to IS NOT NULL AND NEW.valid_to IS NOT date(NEW.valid_to, '+0 days'))
BEGIN SELECT RAISE(ABORT, 'ledger_date: there is no such day'); END
--;;
DROP TRIGGER IF EXISTS vat_code_validity
--;;
CREATE TRIGGER vat_code_validity BEFORE UPDATE ON vat_code
WHEN (NEW.valid_from IS NOT NULL AND NEW.valid_from IS NOT date(NEW.valid_from, '+0 days'))
  OR (NEW.valid_to IS NOT NULL AND NEW.valid_to IS NOT date(NEW.valid_to, '+0 days'))
BEGIN SELECT RAISE(ABORT, 'ledger_date: there is no such day'); END
--;;
DROP TRIGGER IF EXISTS vat_code_id_insert
--;;
CREATE TRIGGER vat_code_id_insert BEFORE INSERT ON vat_code WHEN NEW.id IS NULL
BEGIN SELECT RAISE(ABORT, 'vat_code: a VAT code has an id'); END
--;;
DROP TRIGGER IF EXISTS vat_code_id_update
--;;
CREATE TRIGGER vat_code_id_update BEFORE UPDATE ON vat_code WHEN NEW.id IS NOT OLD.id
BEGIN SELECT RAISE(ABORT, 'vat_code: a VAT code keeps its id'); END
--;;
DROP TRIGGER IF EXISTS vat_code_update
--;;
CREATE TRIGGER vat_code_update BEFORE UPDATE ON vat_code
WHEN (NEW.profile_id IS NOT OLD.profile_id OR NEW.code IS NOT OLD.code OR NEW.rate IS NOT OLD.rate
  OR NEW.type IS NOT OLD.type OR NEW.boxes IS NOT OLD.boxes)
  AND EXISTS (SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.vat_code = OLD.code)
BEGIN SELECT RAISE(ABORT, 'vat_code: a VAT code that is used keeps its rate and boxes'); END
--;;
DROP TRIGGER IF EXISTS item_payment_insert
--;;
CREATE TRIGGER item_payment_insert BEFORE INSERT ON item_payment
WHEN NEW.date IS NOT date(NEW.date, '+0 days')
BEGIN SELECT RAISE(ABORT, 'ledger_date: there is no such day'); END
--;;
DROP TRIGGER IF EXISTS item_payment_update
--;;
CREATE TRIGGER item_payment_update BEFORE UPDATE ON item_payment
WHEN NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id OR NEW.item_id IS NOT OLD.item_id
  OR NEW.client_id IS NOT OLD.client_id OR NEW.vendor_id IS NOT OLD.vendor_id OR NEW.date IS NOT OLD.date
  OR NEW.amount_minor IS NOT OLD.amount_minor OR NEW.currency IS NOT OLD.currency
  OR NEW.bank_account_id IS NOT OLD.bank_account_id
  OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS NOT OLD.undone_at)
BEGIN SELECT RAISE(ABORT, 'item_payment: not changed, undone once'); END
--;;
DROP TRIGGER IF EXISTS item_payment_delete
--;;
CREATE TRIGGER item_payment_delete BEFORE DELETE ON item_payment
BEGIN SELECT RAISE(ABORT, 'item_payment: not deleted'); END
--;;
DROP TRIGGER IF EXISTS credit_note_insert
--;;
CREATE TRIGGER credit_note_insert BEFORE INSERT ON credit_note
WHEN NEW.issue_date IS NOT date(NEW.issue_date, '+0 days')
BEGIN SELECT RAISE(ABORT, 'ledger_date: there is no such day'); END
--;;
DROP TRIGGER IF EXISTS credit_note_issued
--;;
CREATE TRIGGER credit_note_issued AFTER INSERT ON credit_note
BEGIN
  SELECT RAISE(ABORT, 'credit_note: it credits a sent invoice of its client in its currency')
  WHERE NOT EXISTS (
    SELECT 1 FROM invoice i
    WHERE i.profile_id = NEW.profile_id AND i.id = NEW.invoice_id AND i.stage = 'sent'
      AND i.client_id = NEW.client_id AND i.currency = NEW.currency
  );
  UPDATE invoice SET credit_notes_minor = credit_notes_minor + NEW.gross_minor
  WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id;
END
--;;
DROP TRIGGER IF EXISTS credit_note_update
--;;
CREATE TRIGGER credit_note_update BEFORE UPDATE ON credit_note
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS credit_note_delete
--;;
CREATE TRIGGER credit_note_delete BEFORE DELETE ON credit_note
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not deleted'); END
--;;
DROP TRIGGER IF EXISTS credit_note_line_insert
--;;
CREATE TRIGGER credit_note_line_insert BEFORE INSERT ON credit_note_line
WHEN EXISTS (
  SELECT 1 FROM journal_entry e
  WHERE e.profile_id = NEW.profile_id AND e.source = 'credit_note' AND e.source_id = NEW.credit_note_id
)
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS credit_note_line_update
--;;
CREATE TRIGGER credit_note_line_update BEFORE UPDATE ON credit_note_line
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS credit_note_line_delete
--;;
CREATE TRIGGER credit_note_line_delete BEFORE DELETE ON credit_note_line
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS credit_note_tax_insert
--;;
CREATE TRIGGER credit_note_tax_insert BEFORE INSERT ON credit_note_tax
WHEN EXISTS (
  SELECT 1 FROM journal_entry e
  WHERE e.profile_id = NEW.profile_id AND e.source = 'credit_note' AND e.source_id = NEW.credit_note_id
)
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS credit_note_tax_update
--;;
CREATE TRIGGER credit_note_tax_update BEFORE UPDATE ON credit_note_tax
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS credit_note_tax_delete
--;;
CREATE TRIGGER credit_note_tax_delete BEFORE DELETE ON credit_note_tax
BEGIN SELECT RAISE(ABORT, 'credit_note: an issued credit note is not changed'); END
--;;
DROP TRIGGER IF EXISTS entry_tag_insert
--;;
CREATE TRIGGER entry_tag_insert BEFORE INSERT ON entry_tag
BEGIN
  SELECT RAISE(ABORT, 'ledger_posted: a posted entry takes no tag')
  WHERE EXISTS (SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id);
  SELECT RAISE(ABORT, 'dimension_unique: an entry bears one value of a unique dimension')
  WHERE EXISTS (
    SELECT 1 FROM dimension_value v
    JOIN dimension d ON d.profile_id = v.profile_id AND d.id = v.dimension_id AND d.is_unique
    JOIN dimension_value o ON o.profile_id = v.profile_id AND o.dimension_id = v.dimension_id AND o.id <> v.id
    WHERE v.profile_id = NEW.profile_id AND v.id = NEW.value_id AND o.id IN (
      SELECT t.value_id FROM entry_tag t WHERE t.profile_id = NEW.profile_id AND t.entry_id = NEW.entry_id
      UNION ALL
      SELECT t.value_id FROM line_tag t WHERE t.profile_id = NEW.profile_id AND t.entry_id = NEW.entry_id
    )
  );
END
--;;
DROP TRIGGER IF EXISTS entry_tag_update
--;;
CREATE TRIGGER entry_tag_update BEFORE UPDATE ON entry_tag
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what an entry is tagged with is not changed'); END
--;;
DROP TRIGGER IF EXISTS entry_tag_delete
--;;
CREATE TRIGGER entry_tag_delete BEFORE DELETE ON entry_tag
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what an entry is tagged with stays'); END
--;;
DROP TRIGGER IF EXISTS line_tag_insert
--;;
CREATE TRIGGER line_tag_insert BEFORE INSERT ON line_tag
BEGIN
  SELECT RAISE(ABORT, 'ledger_posted: a posted entry takes no tag')
  WHERE EXISTS (SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id);
  SELECT RAISE(ABORT, 'dimension_unique: an entry bears one value of a unique dimension')
  WHERE EXISTS (
    SELECT 1 FROM dimension_value v
    JOIN dimension d ON d.profile_id = v.profile_id AND d.id = v.dimension_id AND d.is_unique
    JOIN dimension_value o ON o.profile_id = v.profile_id AND o.dimension_id = v.dimension_id AND o.id <> v.id
    WHERE v.profile_id = NEW.profile_id AND v.id = NEW.value_id AND o.id IN (
      SELECT t.value_id FROM entry_tag t WHERE t.profile_id = NEW.profile_id AND t.entry_id = NEW.entry_id
      UNION ALL
      SELECT t.value_id FROM line_tag t WHERE t.profile_id = NEW.profile_id AND t.entry_id = NEW.entry_id
    )
  );
END
--;;
DROP TRIGGER IF EXISTS line_tag_update
--;;
CREATE TRIGGER line_tag_update BEFORE UPDATE ON line_tag
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what an entry is tagged with is not changed'); END
--;;
DROP TRIGGER IF EXISTS line_tag_delete
--;;
CREATE TRIGGER line_tag_delete BEFORE DELETE ON line_tag
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what an entry is tagged with stays'); END
--;;
DROP TRIGGER IF EXISTS entry_fact_insert
--;;
CREATE TRIGGER entry_fact_insert BEFORE INSERT ON entry_fact
BEGIN
  SELECT RAISE(ABORT, 'ledger_posted: what an entry says is written with it')
  WHERE EXISTS (SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id);
END
--;;
DROP TRIGGER IF EXISTS entry_fact_update
--;;
CREATE TRIGGER entry_fact_update BEFORE UPDATE ON entry_fact
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what an entry says is not changed'); END
--;;
DROP TRIGGER IF EXISTS entry_fact_delete
--;;
CREATE TRIGGER entry_fact_delete BEFORE DELETE ON entry_fact
BEGIN SELECT RAISE(ABORT, 'ledger_posted: what an entry says stays'); END
--;;
DROP TRIGGER IF EXISTS journal_attachment_update
--;;
CREATE TRIGGER journal_attachment_update BEFORE UPDATE ON journal_attachment
WHEN OLD.entry_id IS NOT NULL OR NEW.entry_id IS NULL OR NEW.sha256 <> OLD.sha256
BEGIN SELECT RAISE(ABORT, 'ledger_posted: an attachment only goes from a draft to its entry'); END
--;;
DROP TRIGGER IF EXISTS journal_attachment_delete
--;;
CREATE TRIGGER journal_attachment_delete BEFORE DELETE ON journal_attachment WHEN OLD.entry_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'ledger_posted: an attachment of an entry stays'); END
