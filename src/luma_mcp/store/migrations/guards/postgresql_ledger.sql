-- Guards of the ledger on PostgreSQL: what is posted stays, balances, and lies in an open period.
-- A posting reads the profile FOR SHARE whatever it finds, so that a lock that is being set waits for it; lines are
-- looked at again when the transaction commits, so that no other session can add to an entry that is being posted.
-- Who waited must see what it waited for: postings, years and locks are written in READ COMMITTED alone. A row is locked
-- before its profile everywhere (the head, the year or the item, then the profile), so that nobody waits in a ring.
-- The lines of an entry are found by their entry and never by their account, whose lines grow without end: hence
-- IS NOT DISTINCT FROM, which no index answers.
--;;
CREATE OR REPLACE FUNCTION guard_isolation() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'ledger_isolation: postings, years and locks are written in READ COMMITTED';
  END IF;
END
$$
--;;
CREATE OR REPLACE FUNCTION guard_journal_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION 'ledger_posted: a posted line is not changed'; END IF;
  PERFORM 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id FOR SHARE;
  IF FOUND THEN RAISE EXCEPTION 'ledger_posted: a posted entry takes no line'; END IF;
  IF NEW.n <> 1 AND NOT EXISTS (
    SELECT 1 FROM journal_line l
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.n = NEW.n - 1) THEN
    RAISE EXCEPTION 'ledger_unbalanced: the lines of an entry are numbered from 1 on';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS journal_line_posted ON journal_line
--;;
CREATE TRIGGER journal_line_posted BEFORE INSERT OR UPDATE OR DELETE ON journal_line FOR EACH ROW EXECUTE FUNCTION guard_journal_line()
--;;
CREATE OR REPLACE FUNCTION guard_journal_line_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint; counted bigint; total numeric;
BEGIN
  SELECT e.line_count INTO wanted FROM journal_entry e
  WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id FOR SHARE;
  SELECT count(*), sum(l.amount_minor) INTO counted, total FROM journal_line l
  WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id;
  IF wanted IS NULL OR counted <> wanted OR total <> 0 THEN
    RAISE EXCEPTION 'ledger_unbalanced: the lines of an entry sum to zero and are all posted at once';
  END IF;
  RETURN NULL;
END
$$
--;;
DROP TRIGGER IF EXISTS journal_line_whole ON journal_line
--;;
CREATE CONSTRAINT TRIGGER journal_line_whole AFTER INSERT ON journal_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION guard_journal_line_at_commit()
--;;
CREATE OR REPLACE FUNCTION post_journal_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM guard_isolation();
  IF (SELECT count(*) <> NEW.line_count OR count(*) < 2 OR sum(l.amount_minor) <> 0
        OR count(*) FILTER (WHERE l.date <> NEW.date OR l.seq <> NEW.seq OR l.currency <> NEW.currency) <> 0
      FROM journal_line l WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id) THEN
    RAISE EXCEPTION 'ledger_unbalanced: the lines of an entry sum to zero';
  END IF;
  PERFORM 1 FROM ledger_head h
  WHERE h.profile_id = NEW.profile_id AND h.seq = NEW.seq - 1 AND h.hash = NEW.prev_hash FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'ledger_chain: an entry follows the last one'; END IF;
  IF EXISTS (
    SELECT 1 FROM ledger_head h
    JOIN journal_line l ON l.profile_id = h.profile_id AND l.entry_id = NEW.id AND l.amount_tc_minor <> l.amount_minor
    WHERE h.profile_id = NEW.profile_id AND h.currency = NEW.currency) THEN
    RAISE EXCEPTION 'ledger_unbalanced: what is in the currency of the books is worth itself';
  END IF;
  PERFORM 1 FROM fiscal_year y
  WHERE y.profile_id = NEW.profile_id AND y.id = NEW.fiscal_year_id AND y.status = 'open'
    AND NEW.date BETWEEN y.start_date AND y.end_date AND y.last_n = NEW.n - 1
    AND NEW.number = y.name || '-' || lpad(NEW.n::text, greatest(length(NEW.n::text), 4), '0') FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'ledger_year: an entry takes the next number of the open fiscal year of its date';
  END IF;
  IF (CASE WHEN NEW.version = 1 THEN NEW.voucher_id <> NEW.id ELSE NOT EXISTS (
      SELECT 1 FROM journal_entry e JOIN journal_entry r ON r.profile_id = e.profile_id AND r.reverses = e.id
      WHERE e.profile_id = NEW.profile_id AND e.voucher_id = NEW.voucher_id AND e.version = NEW.version - 1) END) THEN
    RAISE EXCEPTION 'ledger_voucher: a version follows the one that was taken back';
  END IF;
  PERFORM 1 FROM profile p WHERE p.id = NEW.profile_id FOR SHARE;
  IF EXISTS (SELECT 1 FROM fiscal_year y
    WHERE y.profile_id = NEW.profile_id AND y.status = 'closed' AND y.end_date >= NEW.date) THEN
    RAISE EXCEPTION 'period_locked: the fiscal year is closed';
  END IF;
  IF EXISTS (
    SELECT 1 FROM period_lock k
    WHERE k.profile_id = NEW.profile_id
      AND ((k.area IN ('all', 'hard', NEW.area) AND k.locked_through >= NEW.date)
        OR (k.area = 'vat' AND EXISTS (
          SELECT 1 FROM journal_line l
          WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id AND l.tax_date <= k.locked_through)))
      AND (k.area = 'hard' OR NOT EXISTS (
        SELECT 1 FROM lock_exception x
        WHERE x.profile_id = k.profile_id AND x.area = k.area AND x.revoked_at IS NULL AND x.until > NEW.created_at
          AND (x.caller IS NULL OR x.caller = NEW.created_by)))) THEN
    RAISE EXCEPTION 'period_locked: the period is locked';
  END IF;
  IF EXISTS (
    SELECT 1 FROM fiscal_year y
    WHERE y.profile_id = NEW.profile_id AND y.lock_date >= NEW.date
  ) AND NOT EXISTS (
    SELECT 1 FROM lock_exception x
    WHERE x.profile_id = NEW.profile_id AND x.area = 'all' AND x.revoked_at IS NULL AND x.until > NEW.created_at
      AND (x.caller IS NULL OR x.caller = NEW.created_by)) THEN
    RAISE EXCEPTION 'period_locked: the fiscal year is locked up to this date';
  END IF;
  IF EXISTS (
    SELECT 1 FROM journal_line l
    JOIN ledger_account a ON a.profile_id = l.profile_id AND a.id = l.account_id
    LEFT JOIN open_item i ON i.profile_id = l.profile_id AND i.id = l.open_item_id
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id
      AND CASE WHEN a.type IN ('receivable', 'payable', 'prepayment')
        THEN i.id IS NULL OR i.account_id <> l.account_id OR i.kind <> a.type ELSE l.open_item_id IS NOT NULL END) THEN
    RAISE EXCEPTION 'ledger_control: a line on a control account belongs to an open item of it, and no other does';
  END IF;
  IF EXISTS (
    SELECT 1 FROM journal_line l
    JOIN open_item i ON i.profile_id = l.profile_id AND i.id = l.open_item_id AND i.entry_id = l.entry_id
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id
    GROUP BY i.id, i.original_minor, i.original_tc_minor
    HAVING sum(l.amount_minor) <> i.original_minor OR sum(l.amount_tc_minor) <> i.original_tc_minor) THEN
    RAISE EXCEPTION 'ledger_control: an item opens with what its entry posts to it';
  END IF;
  IF NEW.reverses IS NOT NULL AND (
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
        AND (r.vat_code, r.vat_role, r.vat_base_minor, r.open_item_id)
          IS NOT DISTINCT FROM (o.vat_code, o.vat_role, -o.vat_base_minor, o.open_item_id))) THEN
    RAISE EXCEPTION 'ledger_reversal: a reversal is the exact opposite';
  END IF;
  INSERT INTO period_balance AS b (profile_id, book, account_id, period, debit_minor, credit_minor, last_seq)
  SELECT l.profile_id, CASE WHEN NEW.kind = 'closing' THEN 'closing' ELSE 'normal' END, l.account_id,
    to_char(NEW.date, 'YYYY-MM'), sum(greatest(l.amount_minor, 0)), sum(greatest(-l.amount_minor, 0)), NEW.seq
  FROM journal_line l WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id
  GROUP BY l.profile_id, l.account_id ORDER BY l.account_id
  ON CONFLICT (profile_id, book, account_id, period) DO UPDATE SET
    debit_minor = b.debit_minor + excluded.debit_minor,
    credit_minor = b.credit_minor + excluded.credit_minor,
    last_seq = excluded.last_seq;
  INSERT INTO vat_balance AS b (profile_id, vat_code, vat_role, period, amount_minor, last_seq)
  SELECT l.profile_id, l.vat_code, l.vat_role, to_char(l.tax_date, 'YYYY-MM'), sum(l.amount_minor), NEW.seq
  FROM journal_line l
  WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.id AND l.vat_code IS NOT NULL
  GROUP BY l.profile_id, l.vat_code, l.vat_role, to_char(l.tax_date, 'YYYY-MM')
  ON CONFLICT (profile_id, vat_code, vat_role, period) DO UPDATE SET
    amount_minor = b.amount_minor + excluded.amount_minor, last_seq = excluded.last_seq;
  UPDATE fiscal_year SET last_n = NEW.n WHERE profile_id = NEW.profile_id AND id = NEW.fiscal_year_id;
  UPDATE ledger_head SET seq = NEW.seq, hash = NEW.hash WHERE profile_id = NEW.profile_id;
  RETURN NULL;
END
$$
--;;
DROP TRIGGER IF EXISTS journal_entry_posted ON journal_entry
--;;
CREATE TRIGGER journal_entry_posted AFTER INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION post_journal_entry()
--;;
CREATE OR REPLACE FUNCTION guard_journal_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'ledger_posted: a posted entry is not deleted'; END IF;
  IF (NEW.id, NEW.seq, NEW.fiscal_year_id, NEW.n, NEW.number, NEW.date, NEW.kind, NEW.area, NEW.source, NEW.source_id, NEW.voucher_id, NEW.version, NEW.reverses, NEW.currency, NEW.rate, NEW.rate_date, NEW.line_count, NEW.created_by, NEW.created_at, NEW.hash_version, NEW.prev_hash, NEW.hash, NEW.profile_id)
      IS DISTINCT FROM (OLD.id, OLD.seq, OLD.fiscal_year_id, OLD.n, OLD.number, OLD.date, OLD.kind, OLD.area, OLD.source, OLD.source_id, OLD.voucher_id, OLD.version, OLD.reverses, OLD.currency, OLD.rate, OLD.rate_date, OLD.line_count, OLD.created_by, OLD.created_at, OLD.hash_version, OLD.prev_hash, OLD.hash, OLD.profile_id) THEN
    RAISE EXCEPTION 'ledger_posted: a posted entry is not changed';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS journal_entry_kept ON journal_entry
--;;
CREATE TRIGGER journal_entry_kept BEFORE UPDATE OR DELETE ON journal_entry FOR EACH ROW EXECUTE FUNCTION guard_journal_entry()
--;;
CREATE OR REPLACE FUNCTION guard_ledger_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'ledger_chain: the head stays'; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.seq <> 0 OR NEW.cash_seq <> 0 OR NEW.hash <> '' THEN
      RAISE EXCEPTION 'ledger_chain: a ledger begins empty';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.profile_id = OLD.profile_id AND (
    (OLD.seq = 0 AND NEW.seq = 0 AND NEW.hash = '' AND NEW.cash_seq = 0)
    OR NEW.currency = OLD.currency AND (NEW.seq = OLD.seq + 1 AND NEW.cash_seq = OLD.cash_seq AND EXISTS (
      SELECT 1 FROM journal_entry e
      WHERE e.profile_id = NEW.profile_id AND e.seq = NEW.seq AND e.hash = NEW.hash AND e.prev_hash = OLD.hash))
    OR NEW.currency = OLD.currency AND (NEW.seq = OLD.seq AND NEW.hash = OLD.hash AND NEW.cash_seq = OLD.cash_seq + 1 AND EXISTS (
      SELECT 1 FROM cash_line c WHERE c.profile_id = NEW.profile_id AND c.seq = NEW.cash_seq))) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'ledger_chain: only a posting moves the head';
END
$$
--;;
DROP TRIGGER IF EXISTS ledger_head_kept ON ledger_head
--;;
CREATE TRIGGER ledger_head_kept BEFORE INSERT OR UPDATE OR DELETE ON ledger_head FOR EACH ROW EXECUTE FUNCTION guard_ledger_head()
--;;
CREATE OR REPLACE FUNCTION guard_period_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE debit bigint; credit bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'ledger_balance: a balance stays'; END IF;
  debit := NEW.debit_minor; credit := NEW.credit_minor;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.profile_id, NEW.book, NEW.account_id, NEW.period)
        IS DISTINCT FROM (OLD.profile_id, OLD.book, OLD.account_id, OLD.period) OR NEW.last_seq <= OLD.last_seq THEN
      RAISE EXCEPTION 'ledger_balance: only a posting moves a balance';
    END IF;
    debit := debit - OLD.debit_minor; credit := credit - OLD.credit_minor;
  ELSIF EXISTS (
    SELECT 1 FROM period_balance b
    WHERE b.profile_id = NEW.profile_id AND b.book = NEW.book AND b.account_id = NEW.account_id
      AND b.period = NEW.period) THEN
    RETURN NEW;
  END IF;
  IF NEW.book = 'cash' THEN
    PERFORM 1 FROM cash_line c
    WHERE c.profile_id = NEW.profile_id AND c.seq = NEW.last_seq AND c.account_id = NEW.account_id
      AND to_char(c.date, 'YYYY-MM') = NEW.period
      AND greatest(c.amount_minor, 0) = debit AND greatest(-c.amount_minor, 0) = credit;
  ELSE
    PERFORM 1 FROM journal_entry e JOIN journal_line l ON l.profile_id = e.profile_id AND l.entry_id = e.id
    WHERE e.profile_id = NEW.profile_id AND e.seq = NEW.last_seq AND l.account_id IS NOT DISTINCT FROM NEW.account_id
      AND to_char(e.date, 'YYYY-MM') = NEW.period AND (e.kind = 'closing') = (NEW.book = 'closing')
    HAVING sum(greatest(l.amount_minor, 0)) = debit AND sum(greatest(-l.amount_minor, 0)) = credit;
  END IF;
  IF NOT FOUND THEN RAISE EXCEPTION 'ledger_balance: only a posting moves a balance'; END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS period_balance_kept ON period_balance
--;;
CREATE TRIGGER period_balance_kept BEFORE INSERT OR UPDATE OR DELETE ON period_balance FOR EACH ROW EXECUTE FUNCTION guard_period_balance()
--;;
CREATE OR REPLACE FUNCTION guard_vat_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'ledger_balance: a balance stays'; END IF;
  moved := NEW.amount_minor;
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.profile_id, NEW.vat_code, NEW.vat_role, NEW.period)
        IS DISTINCT FROM (OLD.profile_id, OLD.vat_code, OLD.vat_role, OLD.period) OR NEW.last_seq <= OLD.last_seq THEN
      RAISE EXCEPTION 'ledger_balance: only a posting moves a balance';
    END IF;
    moved := moved - OLD.amount_minor;
  ELSIF EXISTS (
    SELECT 1 FROM vat_balance b
    WHERE b.profile_id = NEW.profile_id AND b.vat_code = NEW.vat_code AND b.vat_role = NEW.vat_role
      AND b.period = NEW.period) THEN
    RETURN NEW;
  END IF;
  PERFORM 1 FROM journal_entry e JOIN journal_line l ON l.profile_id = e.profile_id AND l.entry_id = e.id
  WHERE e.profile_id = NEW.profile_id AND e.seq = NEW.last_seq AND l.vat_code = NEW.vat_code
    AND l.vat_role = NEW.vat_role AND to_char(l.tax_date, 'YYYY-MM') = NEW.period
  HAVING sum(l.amount_minor) = moved;
  IF NOT FOUND THEN RAISE EXCEPTION 'ledger_balance: only a posting moves a balance'; END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS vat_balance_kept ON vat_balance
--;;
CREATE TRIGGER vat_balance_kept BEFORE INSERT OR UPDATE OR DELETE ON vat_balance FOR EACH ROW EXECUTE FUNCTION guard_vat_balance()
--;;
CREATE OR REPLACE FUNCTION post_cash_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE posted numeric;
BEGIN
  PERFORM guard_isolation();
  PERFORM 1 FROM ledger_head h WHERE h.profile_id = NEW.profile_id FOR UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM journal_line l
    JOIN ledger_account a ON a.profile_id = l.profile_id AND a.id = l.account_id AND a.class IN ('revenue', 'expense')
    WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.account_id IS NOT DISTINCT FROM NEW.account_id
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
      AND c.allocation_id IS NOT DISTINCT FROM NEW.allocation_id AND c.seq <> NEW.seq
  ) THEN
    RAISE EXCEPTION 'ledger_cash: what counts is the result of an entry, at its posting or by an allocation, once';
  END IF;
  SELECT sum(l.amount_minor) INTO posted FROM journal_line l
  WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.account_id IS NOT DISTINCT FROM NEW.account_id;
  IF sign(posted) * (
    SELECT sum(c.amount_minor) FROM cash_line c
    WHERE c.profile_id = NEW.profile_id AND c.entry_id = NEW.entry_id AND c.account_id = NEW.account_id
  ) NOT BETWEEN 0 AND abs(posted) THEN
    RAISE EXCEPTION 'ledger_cash: no more counts than was posted';
  END IF;
  INSERT INTO period_balance AS b (profile_id, book, account_id, period, debit_minor, credit_minor, last_seq)
  VALUES (NEW.profile_id, 'cash', NEW.account_id, to_char(NEW.date, 'YYYY-MM'), greatest(NEW.amount_minor, 0),
    greatest(-NEW.amount_minor, 0), NEW.seq)
  ON CONFLICT (profile_id, book, account_id, period) DO UPDATE SET
    debit_minor = b.debit_minor + excluded.debit_minor,
    credit_minor = b.credit_minor + excluded.credit_minor,
    last_seq = excluded.last_seq;
  UPDATE ledger_head SET cash_seq = NEW.seq WHERE profile_id = NEW.profile_id;
  RETURN NULL;
END
$$
--;;
DROP TRIGGER IF EXISTS cash_line_posted ON cash_line
--;;
CREATE TRIGGER cash_line_posted AFTER INSERT ON cash_line FOR EACH ROW EXECUTE FUNCTION post_cash_line()
--;;
CREATE OR REPLACE FUNCTION guard_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_posted: what is posted in % stays', TG_TABLE_NAME;
END
$$
--;;
DROP TRIGGER IF EXISTS cash_line_kept ON cash_line
--;;
CREATE TRIGGER cash_line_kept BEFORE UPDATE OR DELETE ON cash_line FOR EACH ROW EXECUTE FUNCTION guard_posted()
--;;
CREATE OR REPLACE FUNCTION guard_open_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'open_item: an item stays'; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.open_tc_minor <> NEW.original_tc_minor OR NEW.open_minor <> NEW.original_minor
        OR NEW.closed_on IS NOT NULL THEN
      RAISE EXCEPTION 'open_item: an item begins open';
    END IF;
    IF EXISTS (SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id) THEN
      RAISE EXCEPTION 'open_item: a posted entry opens no item';
    END IF;
    IF (SELECT coalesce(sum(l.amount_minor), 0) <> NEW.original_minor
          OR coalesce(sum(l.amount_tc_minor), 0) <> NEW.original_tc_minor
          OR coalesce(bool_or(l.date <> NEW.date OR l.currency <> NEW.currency OR l.account_id <> NEW.account_id), false)
        FROM journal_line l
        WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.open_item_id = NEW.id) THEN
      RAISE EXCEPTION 'open_item: an item opens with what its entry posts to it';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.profile_id, NEW.id, NEW.kind, NEW.account_id, NEW.client_id, NEW.vendor_id, NEW.source, NEW.source_id, NEW.currency, NEW.original_tc_minor, NEW.original_minor, NEW.date, NEW.entry_id)
      IS DISTINCT FROM (OLD.profile_id, OLD.id, OLD.kind, OLD.account_id, OLD.client_id, OLD.vendor_id, OLD.source, OLD.source_id, OLD.currency, OLD.original_tc_minor, OLD.original_minor, OLD.date, OLD.entry_id)
    OR (SELECT NEW.open_tc_minor <> OLD.original_tc_minor - coalesce(sum(x.amount_tc_minor), 0)
          OR NEW.open_minor <> OLD.original_minor - coalesce(sum(x.amount_minor), 0)
          OR NEW.closed_on IS DISTINCT FROM CASE WHEN NEW.open_tc_minor = 0 AND NEW.open_minor = 0 THEN max(x.date) END
        FROM item_allocation x WHERE x.profile_id = OLD.profile_id AND x.item_id = OLD.id) THEN
    RAISE EXCEPTION 'open_item: only an allocation moves what is open';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS open_item_kept ON open_item
--;;
CREATE TRIGGER open_item_kept BEFORE INSERT OR UPDATE OR DELETE ON open_item FOR EACH ROW EXECUTE FUNCTION guard_open_item()
--;;
CREATE OR REPLACE FUNCTION hold_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM ledger_head h WHERE h.profile_id = NEW.profile_id FOR UPDATE;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS item_allocation_in_turn ON item_allocation
--;;
CREATE TRIGGER item_allocation_in_turn BEFORE INSERT ON item_allocation FOR EACH ROW EXECUTE FUNCTION hold_ledger()
--;;
CREATE OR REPLACE FUNCTION post_item_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE item open_item%ROWTYPE; booked numeric;
BEGIN
  SELECT * INTO item FROM open_item i WHERE i.profile_id = NEW.profile_id AND i.id = NEW.item_id FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'open_item: an allocation settles an item that is there'; END IF;
  IF NEW.reverses IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM item_allocation o
    WHERE o.profile_id = NEW.profile_id AND o.id = NEW.reverses AND o.item_id = NEW.item_id
      AND o.amount_tc_minor = -NEW.amount_tc_minor AND o.amount_minor = -NEW.amount_minor) THEN
    RAISE EXCEPTION 'open_item: what takes back an allocation is its exact opposite';
  END IF;
  IF NEW.reverses IS NULL AND (sign(NEW.amount_tc_minor) * sign(item.original_tc_minor) < 0
      OR sign(NEW.amount_minor) * sign(NEW.amount_tc_minor) < 0) THEN
    RAISE EXCEPTION 'open_item: an allocation bears the sign of its item';
  END IF;
  SELECT coalesce(-sum(l.amount_minor), 0) INTO booked FROM journal_line l
  WHERE l.profile_id = NEW.profile_id AND l.entry_id = NEW.entry_id AND l.open_item_id = NEW.item_id;
  IF (CASE WHEN NEW.entry_id IS NULL THEN NOT EXISTS (
      SELECT 1 FROM item_allocation o
      WHERE o.profile_id = NEW.profile_id AND o.id = NEW.reverses AND o.entry_id IS NULL
      UNION ALL
      SELECT 1 FROM open_item c
      WHERE c.profile_id = NEW.profile_id AND c.id = NEW.counter_item_id AND c.id <> item.id
        AND c.account_id = item.account_id AND c.currency = item.currency AND NEW.reverses IS NULL
        AND sign(c.original_tc_minor) = -sign(item.original_tc_minor)
    ) ELSE (
      SELECT sum(x.amount_minor) FROM item_allocation x
      WHERE x.profile_id = NEW.profile_id AND x.item_id = NEW.item_id AND x.entry_id = NEW.entry_id
    ) NOT BETWEEN least(booked, 0) AND greatest(booked, 0) END) THEN
    RAISE EXCEPTION 'open_item: an allocation is booked by an entry, or a credit of the same account is set against an item';
  END IF;
  SELECT item.original_tc_minor - sum(x.amount_tc_minor), item.original_minor - sum(x.amount_minor), max(x.date)
  INTO item.open_tc_minor, item.open_minor, item.closed_on
  FROM item_allocation x WHERE x.profile_id = NEW.profile_id AND x.item_id = NEW.item_id;
  IF item.open_tc_minor * sign(item.original_tc_minor) < 0 OR abs(item.open_tc_minor) > abs(item.original_tc_minor)
      OR (item.original_tc_minor <> 0 AND item.open_tc_minor = 0 AND item.open_minor <> 0) THEN
    RAISE EXCEPTION 'open_item: more is settled than is open';
  END IF;
  IF item.open_tc_minor <> 0 OR item.open_minor <> 0 THEN item.closed_on := NULL; END IF;
  UPDATE open_item SET open_tc_minor = item.open_tc_minor, open_minor = item.open_minor, closed_on = item.closed_on,
    updated_at = NEW.created_at
  WHERE profile_id = NEW.profile_id AND id = NEW.item_id;
  RETURN NULL;
END
$$
--;;
DROP TRIGGER IF EXISTS item_allocation_posted ON item_allocation
--;;
CREATE TRIGGER item_allocation_posted AFTER INSERT ON item_allocation FOR EACH ROW EXECUTE FUNCTION post_item_allocation()
--;;
DROP TRIGGER IF EXISTS item_allocation_kept ON item_allocation
--;;
CREATE TRIGGER item_allocation_kept BEFORE UPDATE OR DELETE ON item_allocation FOR EACH ROW EXECUTE FUNCTION guard_posted()
--;;
CREATE OR REPLACE FUNCTION guard_fiscal_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'ledger_year: a fiscal year stays'; END IF;
  PERFORM guard_isolation();
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM profile p WHERE p.id = NEW.profile_id FOR NO KEY UPDATE;
    IF NEW.last_n <> 0 OR NEW.status <> 'open' THEN
      RAISE EXCEPTION 'ledger_year: a year begins open and without vouchers';
    END IF;
  ELSE
    IF (NEW.profile_id, NEW.id) IS DISTINCT FROM (OLD.profile_id, OLD.id) OR (
      NEW.last_n <> OLD.last_n AND NOT (NEW.last_n = OLD.last_n + 1 AND EXISTS (
        SELECT 1 FROM journal_entry e
        WHERE e.profile_id = NEW.profile_id AND e.fiscal_year_id = NEW.id AND e.n = NEW.last_n))) THEN
      RAISE EXCEPTION 'ledger_year: only a posting takes a number';
    END IF;
    IF NEW.last_n = OLD.last_n THEN
      PERFORM 1 FROM profile p WHERE p.id = NEW.profile_id FOR NO KEY UPDATE;
    END IF;
    IF OLD.status = 'closed' AND NEW.status = 'open' AND EXISTS (
      SELECT 1 FROM period_lock k
      WHERE k.profile_id = NEW.profile_id AND k.area = 'hard' AND k.locked_through >= OLD.start_date) THEN
      RAISE EXCEPTION 'hard_lock: a hard lock holds this year';
    END IF;
    IF NEW.status <> OLD.status AND EXISTS (
      SELECT 1 FROM fiscal_year y WHERE y.profile_id = NEW.profile_id AND y.id <> NEW.id AND y.status = OLD.status
        AND CASE WHEN NEW.status = 'closed' THEN y.start_date < NEW.start_date ELSE y.start_date > NEW.start_date END
    ) THEN
      RAISE EXCEPTION 'ledger_year: years are closed the earliest first and opened again the latest first';
    END IF;
    IF (NEW.start_date, NEW.end_date) IS NOT DISTINCT FROM (OLD.start_date, OLD.end_date) THEN RETURN NEW; END IF;
    IF OLD.status = 'closed' THEN RAISE EXCEPTION 'period_locked: a closed year keeps its dates'; END IF;
    IF EXISTS (
      SELECT 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.fiscal_year_id = NEW.id
        AND e.date NOT BETWEEN NEW.start_date AND NEW.end_date) THEN
      RAISE EXCEPTION 'fiscal_year_overlap: a fiscal year holds its entries';
    END IF;
  END IF;
  IF EXISTS (
    SELECT 1 FROM fiscal_year y WHERE y.profile_id = NEW.profile_id AND y.id <> NEW.id
      AND y.start_date <= NEW.end_date AND y.end_date >= NEW.start_date) THEN
    RAISE EXCEPTION 'fiscal_year_overlap: fiscal years do not overlap';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS fiscal_year_kept ON fiscal_year
--;;
CREATE TRIGGER fiscal_year_kept BEFORE INSERT OR UPDATE OR DELETE ON fiscal_year FOR EACH ROW EXECUTE FUNCTION guard_fiscal_year()
--;;
CREATE OR REPLACE FUNCTION guard_period_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'hard_lock: a lock is moved, not deleted'; END IF;
  PERFORM guard_isolation();
  PERFORM 1 FROM profile p WHERE p.id = NEW.profile_id FOR NO KEY UPDATE;
  IF TG_OP = 'UPDATE' AND ((NEW.profile_id, NEW.area) IS DISTINCT FROM (OLD.profile_id, OLD.area)
      OR (OLD.area = 'hard' AND OLD.locked_through IS NOT NULL
        AND (NEW.locked_through IS NULL OR NEW.locked_through < OLD.locked_through))) THEN
    RAISE EXCEPTION 'hard_lock: a hard lock only moves forward';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS period_lock_kept ON period_lock
--;;
CREATE TRIGGER period_lock_kept BEFORE INSERT OR UPDATE OR DELETE ON period_lock FOR EACH ROW EXECUTE FUNCTION guard_period_lock()
--;;
CREATE OR REPLACE FUNCTION guard_lock_exception() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'lock_exception: an exception is revoked, not deleted'; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.revoked_at IS NOT NULL THEN RAISE EXCEPTION 'lock_exception: an exception begins unrevoked'; END IF;
    RETURN NEW;
  END IF;
  IF (NEW.profile_id, NEW.id, NEW.area, NEW.caller, NEW.reason, NEW.until)
      IS DISTINCT FROM (OLD.profile_id, OLD.id, OLD.area, OLD.caller, OLD.reason, OLD.until)
    OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
    RAISE EXCEPTION 'lock_exception: an exception is revoked once, and not changed';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS lock_exception_kept ON lock_exception
--;;
CREATE TRIGGER lock_exception_kept BEFORE INSERT OR UPDATE OR DELETE ON lock_exception FOR EACH ROW EXECUTE FUNCTION guard_lock_exception()
--;;
CREATE OR REPLACE FUNCTION guard_ledger_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.profile_id::text <> coalesce(current_setting('app.profile_id', true), '') OR EXISTS (
      SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.account_id = OLD.id) THEN
      RAISE EXCEPTION 'ledger_account: an account that is used is not deleted';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.profile_id, NEW.id, NEW.class, NEW.type, NEW.number)
      IS NOT DISTINCT FROM (OLD.profile_id, OLD.id, OLD.class, OLD.type, OLD.number) THEN
    RETURN NEW;
  END IF;
  PERFORM guard_isolation();
  PERFORM 1 FROM profile p WHERE p.id = NEW.profile_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.account_id = OLD.id) THEN
    RAISE EXCEPTION 'ledger_account: an account that is used keeps its number and class';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS ledger_account_kept ON ledger_account
--;;
CREATE TRIGGER ledger_account_kept BEFORE UPDATE OR DELETE ON ledger_account FOR EACH ROW EXECUTE FUNCTION guard_ledger_account()
--;;
CREATE OR REPLACE FUNCTION guard_vat_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.profile_id::text <> coalesce(current_setting('app.profile_id', true), '') OR EXISTS (
      SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.vat_code = OLD.code) THEN
      RAISE EXCEPTION 'vat_code: a VAT code that is used is not deleted';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.profile_id, NEW.code, NEW.rate, NEW.type, NEW.boxes)
      IS NOT DISTINCT FROM (OLD.profile_id, OLD.code, OLD.rate, OLD.type, OLD.boxes) THEN
    RETURN NEW;
  END IF;
  PERFORM guard_isolation();
  PERFORM 1 FROM profile p WHERE p.id = NEW.profile_id FOR NO KEY UPDATE;
  IF EXISTS (
    SELECT 1 FROM journal_line l WHERE l.profile_id = OLD.profile_id AND l.vat_code = OLD.code) THEN
    RAISE EXCEPTION 'vat_code: a VAT code that is used keeps its rate and boxes';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS vat_code_kept ON vat_code
--;;
CREATE TRIGGER vat_code_kept BEFORE UPDATE OR DELETE ON vat_code FOR EACH ROW EXECUTE FUNCTION guard_vat_code()
--;;
CREATE OR REPLACE FUNCTION guard_vat_code_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id IS NULL THEN RAISE EXCEPTION 'vat_code: a VAT code has an id'; END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.id IS DISTINCT FROM OLD.id THEN RAISE EXCEPTION 'vat_code: a VAT code keeps its id'; END IF;
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS vat_code_id ON vat_code
--;;
CREATE TRIGGER vat_code_id BEFORE INSERT OR UPDATE ON vat_code FOR EACH ROW EXECUTE FUNCTION guard_vat_code_id()
--;;
CREATE OR REPLACE FUNCTION guard_item_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'item_payment: not deleted'; END IF;
  IF (NEW.profile_id, NEW.id, NEW.item_id, NEW.client_id, NEW.vendor_id, NEW.date, NEW.amount_minor, NEW.currency, NEW.bank_account_id)
      IS DISTINCT FROM (OLD.profile_id, OLD.id, OLD.item_id, OLD.client_id, OLD.vendor_id, OLD.date, OLD.amount_minor, OLD.currency, OLD.bank_account_id)
    OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at) THEN
    RAISE EXCEPTION 'item_payment: not changed, undone once';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS item_payment_kept ON item_payment
--;;
CREATE TRIGGER item_payment_kept BEFORE UPDATE OR DELETE ON item_payment FOR EACH ROW EXECUTE FUNCTION guard_item_payment()
--;;
CREATE OR REPLACE FUNCTION guard_credit_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'credit_note: an issued credit note is not changed';
END
$$
--;;
CREATE OR REPLACE FUNCTION credit_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE invoice SET credit_notes_minor = credit_notes_minor + NEW.gross_minor
  WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id AND stage = 'sent'
    AND client_id = NEW.client_id AND currency = NEW.currency;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'credit_note: it credits a sent invoice of its client in its currency';
  END IF;
  RETURN NULL;
END
$$
--;;
DROP TRIGGER IF EXISTS credit_note_issued ON credit_note
--;;
CREATE TRIGGER credit_note_issued AFTER INSERT ON credit_note FOR EACH ROW EXECUTE FUNCTION credit_invoice()
--;;
DROP TRIGGER IF EXISTS credit_note_kept ON credit_note
--;;
CREATE TRIGGER credit_note_kept BEFORE UPDATE OR DELETE ON credit_note FOR EACH ROW EXECUTE FUNCTION guard_credit_note()
--;;
CREATE OR REPLACE FUNCTION guard_credit_note_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' OR EXISTS (
    SELECT 1 FROM journal_entry e
    WHERE e.profile_id = NEW.profile_id AND e.source = 'credit_note' AND e.source_id = NEW.credit_note_id) THEN
    RAISE EXCEPTION 'credit_note: an issued credit note is not changed';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS credit_note_line_kept ON credit_note_line
--;;
CREATE TRIGGER credit_note_line_kept BEFORE INSERT OR UPDATE OR DELETE ON credit_note_line FOR EACH ROW EXECUTE FUNCTION guard_credit_note_rows()
--;;
DROP TRIGGER IF EXISTS credit_note_tax_kept ON credit_note_tax
--;;
CREATE TRIGGER credit_note_tax_kept BEFORE INSERT OR UPDATE OR DELETE ON credit_note_tax FOR EACH ROW EXECUTE FUNCTION guard_credit_note_rows()
--;;
DROP TRIGGER IF EXISTS journal_entry_no_truncate ON journal_entry
--;;
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS journal_line_no_truncate ON journal_line
--;;
CREATE TRIGGER journal_line_no_truncate BEFORE TRUNCATE ON journal_line FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS ledger_head_no_truncate ON ledger_head
--;;
CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS period_balance_no_truncate ON period_balance
--;;
CREATE TRIGGER period_balance_no_truncate BEFORE TRUNCATE ON period_balance FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS vat_balance_no_truncate ON vat_balance
--;;
CREATE TRIGGER vat_balance_no_truncate BEFORE TRUNCATE ON vat_balance FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS cash_line_no_truncate ON cash_line
--;;
CREATE TRIGGER cash_line_no_truncate BEFORE TRUNCATE ON cash_line FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS open_item_no_truncate ON open_item
--;;
CREATE TRIGGER open_item_no_truncate BEFORE TRUNCATE ON open_item FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS item_allocation_no_truncate ON item_allocation
--;;
CREATE TRIGGER item_allocation_no_truncate BEFORE TRUNCATE ON item_allocation FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS fiscal_year_no_truncate ON fiscal_year
--;;
CREATE TRIGGER fiscal_year_no_truncate BEFORE TRUNCATE ON fiscal_year FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS period_lock_no_truncate ON period_lock
--;;
CREATE TRIGGER period_lock_no_truncate BEFORE TRUNCATE ON period_lock FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS lock_exception_no_truncate ON lock_exception
--;;
CREATE TRIGGER lock_exception_no_truncate BEFORE TRUNCATE ON lock_exception FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS ledger_account_no_truncate ON ledger_account
--;;
CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS posting_role_no_truncate ON posting_role
--;;
CREATE TRIGGER posting_role_no_truncate BEFORE TRUNCATE ON posting_role FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS vat_code_no_truncate ON vat_code
--;;
CREATE TRIGGER vat_code_no_truncate BEFORE TRUNCATE ON vat_code FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS item_payment_no_truncate ON item_payment
--;;
CREATE TRIGGER item_payment_no_truncate BEFORE TRUNCATE ON item_payment FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS credit_note_no_truncate ON credit_note
--;;
CREATE TRIGGER credit_note_no_truncate BEFORE TRUNCATE ON credit_note FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS credit_note_line_no_truncate ON credit_note_line
--;;
CREATE TRIGGER credit_note_line_no_truncate BEFORE TRUNCATE ON credit_note_line FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS credit_note_tax_no_truncate ON credit_note_tax
--;;
CREATE TRIGGER credit_note_tax_no_truncate BEFORE TRUNCATE ON credit_note_tax FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
CREATE OR REPLACE FUNCTION guard_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION 'ledger_posted: what an entry is tagged with stays'; END IF;
  PERFORM 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id FOR SHARE;
  IF FOUND THEN RAISE EXCEPTION 'ledger_posted: a posted entry takes no tag'; END IF;
  IF EXISTS (
    SELECT 1 FROM dimension_value v
    JOIN dimension d ON d.profile_id = v.profile_id AND d.id = v.dimension_id AND d.is_unique
    JOIN dimension_value o ON o.profile_id = v.profile_id AND o.dimension_id = v.dimension_id AND o.id <> v.id
    WHERE v.profile_id = NEW.profile_id AND v.id = NEW.value_id AND o.id IN (
      SELECT t.value_id FROM entry_tag t WHERE t.profile_id = NEW.profile_id AND t.entry_id = NEW.entry_id
      UNION ALL
      SELECT t.value_id FROM line_tag t WHERE t.profile_id = NEW.profile_id AND t.entry_id = NEW.entry_id)) THEN
    RAISE EXCEPTION 'dimension_unique: an entry bears one value of a unique dimension';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS entry_tag_kept ON entry_tag
--;;
CREATE TRIGGER entry_tag_kept BEFORE INSERT OR UPDATE OR DELETE ON entry_tag FOR EACH ROW EXECUTE FUNCTION guard_tag()
--;;
DROP TRIGGER IF EXISTS line_tag_kept ON line_tag
--;;
CREATE TRIGGER line_tag_kept BEFORE INSERT OR UPDATE OR DELETE ON line_tag FOR EACH ROW EXECUTE FUNCTION guard_tag()
--;;
CREATE OR REPLACE FUNCTION guard_entry_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION 'ledger_posted: what an entry says is not changed'; END IF;
  PERFORM 1 FROM journal_entry e WHERE e.profile_id = NEW.profile_id AND e.id = NEW.entry_id FOR SHARE;
  IF FOUND THEN RAISE EXCEPTION 'ledger_posted: what an entry says is written with it'; END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS entry_fact_kept ON entry_fact
--;;
CREATE TRIGGER entry_fact_kept BEFORE INSERT OR UPDATE OR DELETE ON entry_fact FOR EACH ROW EXECUTE FUNCTION guard_entry_fact()
--;;
CREATE OR REPLACE FUNCTION guard_journal_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.entry_id IS NOT NULL THEN RAISE EXCEPTION 'ledger_posted: an attachment of an entry stays'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.entry_id IS NULL OR NEW.sha256 <> OLD.sha256 THEN
    RAISE EXCEPTION 'ledger_posted: an attachment only goes from a draft to its entry';
  END IF;
  RETURN NEW;
END
$$
--;;
DROP TRIGGER IF EXISTS journal_attachment_kept ON journal_attachment
--;;
CREATE TRIGGER journal_attachment_kept BEFORE UPDATE OR DELETE ON journal_attachment FOR EACH ROW EXECUTE FUNCTION guard_journal_attachment()
--;;
-- A temporary table of the same name would come first: every guard looks into its own schema before that.
DO $$
DECLARE guard regprocedure;
BEGIN
  FOR guard IN
    SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = current_schema()::regnamespace AND l.lanname = 'plpgsql'
      AND (p.prorettype = 'trigger'::regtype OR p.proname = 'guard_isolation')
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', guard, current_schema());
  END LOOP;
END $$
