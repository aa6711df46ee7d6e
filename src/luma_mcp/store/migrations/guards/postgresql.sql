-- Guards of the books on PostgreSQL: what the database itself refuses. Applied anew after every migration.
--;;
CREATE OR REPLACE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.stage <> 'draft' THEN RAISE EXCEPTION 'invoice_locked: a sent invoice is not deleted'; END IF;
    RETURN OLD;
  END IF;
  IF OLD.stage <> 'draft' AND (NEW.number, NEW.series_n, NEW.client_id, NEW.client, NEW.issue_date, NEW.supply_date, NEW.supply_from, NEW.supply_to, NEW.currency, NEW.prices_include_tax, NEW.discount_percent, NEW.discount_minor, NEW.net_minor, NEW.tax_minor, NEW.gross_minor, NEW.sender, NEW.payment_reference)
       IS DISTINCT FROM (OLD.number, OLD.series_n, OLD.client_id, OLD.client, OLD.issue_date, OLD.supply_date, OLD.supply_from, OLD.supply_to, OLD.currency, OLD.prices_include_tax, OLD.discount_percent, OLD.discount_minor, OLD.net_minor, OLD.tax_minor, OLD.gross_minor, OLD.sender, OLD.payment_reference) THEN
    RAISE EXCEPTION 'invoice_locked: a sent invoice is not changed';
  END IF;
  IF (OLD.stage = 'sent' AND NEW.stage = 'draft') OR (OLD.stage = 'cancelled' AND NEW.stage <> 'cancelled') THEN
    RAISE EXCEPTION 'invoice_stage: an invoice does not go back';
  END IF;
  IF NEW.credited_minor < 0 OR NEW.written_off_minor < 0
     OR NEW.paid_minor + NEW.credited_minor + NEW.written_off_minor > NEW.gross_minor
     OR NEW.credit_notes_minor + NEW.written_off_minor > NEW.gross_minor
     OR (NEW.stage <> 'sent' AND NEW.credit_notes_minor + NEW.credited_minor + NEW.written_off_minor <> 0) THEN
    RAISE EXCEPTION 'invoice_settled: more is settled than is owed';
  END IF;
  IF NEW.credit_notes_minor <> OLD.credit_notes_minor AND NEW.credit_notes_minor <> (
    SELECT coalesce(sum(c.gross_minor), 0) FROM credit_note c
    WHERE c.profile_id = OLD.profile_id AND c.invoice_id = OLD.id) THEN
    RAISE EXCEPTION 'invoice_settled: only a credit note moves what is credited';
  END IF;
  RETURN NEW;
END $$
--;;
DROP TRIGGER IF EXISTS invoice_locked ON invoice
--;;
CREATE TRIGGER invoice_locked BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION guard_invoice()
--;;
CREATE OR REPLACE FUNCTION guard_invoice_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF OLD.profile_id::text IS DISTINCT FROM current_setting('app.profile_id', true) THEN
      RAISE EXCEPTION 'invoice_locked: a line is changed in sight of its invoice';
    END IF;
    PERFORM 1 FROM invoice WHERE profile_id = OLD.profile_id AND id = OLD.invoice_id FOR SHARE;
    IF (SELECT stage FROM invoice WHERE profile_id = OLD.profile_id AND id = OLD.invoice_id) <> 'draft' THEN
      RAISE EXCEPTION 'invoice_locked: the lines of a sent invoice are not changed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  END IF;
  PERFORM 1 FROM invoice WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id FOR SHARE;
  IF (SELECT stage FROM invoice WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id) <> 'draft' THEN
    RAISE EXCEPTION 'invoice_locked: the lines of a sent invoice are not changed';
  END IF;
  RETURN NEW;
END $$
--;;
DROP TRIGGER IF EXISTS invoice_line_locked ON invoice_line
--;;
CREATE TRIGGER invoice_line_locked BEFORE INSERT OR UPDATE OR DELETE ON invoice_line FOR EACH ROW EXECUTE FUNCTION guard_invoice_rows()
--;;
DROP TRIGGER IF EXISTS invoice_tax_locked ON invoice_tax
--;;
CREATE TRIGGER invoice_tax_locked BEFORE INSERT OR UPDATE OR DELETE ON invoice_tax FOR EACH ROW EXECUTE FUNCTION guard_invoice_rows()
--;;
CREATE OR REPLACE FUNCTION guard_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: what is recorded stays', TG_TABLE_NAME;
END $$
--;;
DROP TRIGGER IF EXISTS audit_kept ON audit
--;;
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS account_audit_kept ON account_audit
--;;
CREATE TRIGGER account_audit_kept BEFORE UPDATE OR DELETE ON account_audit FOR EACH ROW EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS void_number_kept ON void_number
--;;
CREATE TRIGGER void_number_kept BEFORE UPDATE OR DELETE ON void_number FOR EACH ROW EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS payment_kept ON payment
--;;
CREATE TRIGGER payment_kept BEFORE DELETE ON payment FOR EACH ROW EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS counter_kept ON counter
--;;
CREATE TRIGGER counter_kept BEFORE DELETE ON counter FOR EACH ROW EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS audit_no_truncate ON audit
--;;
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS account_audit_no_truncate ON account_audit
--;;
CREATE TRIGGER account_audit_no_truncate BEFORE TRUNCATE ON account_audit FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS void_number_no_truncate ON void_number
--;;
CREATE TRIGGER void_number_no_truncate BEFORE TRUNCATE ON void_number FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS payment_no_truncate ON payment
--;;
CREATE TRIGGER payment_no_truncate BEFORE TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS counter_no_truncate ON counter
--;;
CREATE TRIGGER counter_no_truncate BEFORE TRUNCATE ON counter FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS invoice_no_truncate ON invoice
--;;
CREATE TRIGGER invoice_no_truncate BEFORE TRUNCATE ON invoice FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS invoice_line_no_truncate ON invoice_line
--;;
CREATE TRIGGER invoice_line_no_truncate BEFORE TRUNCATE ON invoice_line FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
DROP TRIGGER IF EXISTS invoice_tax_no_truncate ON invoice_tax
--;;
CREATE TRIGGER invoice_tax_no_truncate BEFORE TRUNCATE ON invoice_tax FOR EACH STATEMENT EXECUTE FUNCTION guard_kept()
--;;
CREATE OR REPLACE FUNCTION guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.invoice_id, NEW.client_id, NEW.date, NEW.amount_minor, NEW.currency, NEW.bank_account_id) IS DISTINCT FROM (OLD.invoice_id, OLD.client_id, OLD.date, OLD.amount_minor, OLD.currency, OLD.bank_account_id)
     OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at) THEN
    RAISE EXCEPTION 'payment: not changed, undone once';
  END IF;
  RETURN NEW;
END $$
--;;
DROP TRIGGER IF EXISTS payment_fixed ON payment
--;;
CREATE TRIGGER payment_fixed BEFORE UPDATE ON payment FOR EACH ROW EXECUTE FUNCTION guard_payment()
--;;
CREATE OR REPLACE FUNCTION guard_counter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_n <= OLD.last_n OR NEW.series <> OLD.series THEN
    RAISE EXCEPTION 'counter: only moves forward';
  END IF;
  RETURN NEW;
END $$
--;;
DROP TRIGGER IF EXISTS counter_forward ON counter
--;;
CREATE TRIGGER counter_forward BEFORE UPDATE ON counter FOR EACH ROW EXECUTE FUNCTION guard_counter()
--;;
CREATE OR REPLACE FUNCTION guard_product_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.is_locked AND (NOT NEW.is_locked OR (NEW.product_id, NEW.billing_period_type, NEW.pricing_model, NEW.unit_amount, NEW.tiers, NEW.currency, NEW.billing_interval, NEW.billing_interval_count, NEW.meter_id)
     IS DISTINCT FROM (OLD.product_id, OLD.billing_period_type, OLD.pricing_model, OLD.unit_amount, OLD.tiers, OLD.currency, OLD.billing_interval, OLD.billing_interval_count, OLD.meter_id)) THEN
    RAISE EXCEPTION 'price_locked: what a price says stays once it was used';
  END IF;
  RETURN NEW;
END $$
--;;
DROP TRIGGER IF EXISTS product_price_locked ON product_price
--;;
CREATE TRIGGER product_price_locked BEFORE UPDATE ON product_price FOR EACH ROW EXECUTE FUNCTION guard_product_price()
--;;
DO $$
DECLARE name text;
BEGIN
  FOR name IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = 'profile_id'
      AND table_name NOT IN ('api_key', 'member_profile', 'oauth_client', 'oauth_grant')
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('DROP POLICY IF EXISTS own_profile ON %I', name);
    EXECUTE format('CREATE POLICY own_profile ON %I USING (profile_id = NULLIF(current_setting(''app.profile_id'', true), '''')::uuid)', name);
  END LOOP;
END $$
--;;
ALTER TABLE profile ENABLE ROW LEVEL SECURITY
--;;
ALTER TABLE profile FORCE ROW LEVEL SECURITY
--;;
DROP POLICY IF EXISTS own_account ON profile
--;;
CREATE POLICY own_account ON profile USING (
  account_id = NULLIF(current_setting('app.account_id', true), '')::uuid
  OR id = NULLIF(current_setting('app.profile_id', true), '')::uuid
)
--;;
ALTER TABLE account_audit ENABLE ROW LEVEL SECURITY
--;;
ALTER TABLE account_audit FORCE ROW LEVEL SECURITY
--;;
DROP POLICY IF EXISTS own_account ON account_audit
--;;
CREATE POLICY own_account ON account_audit USING (account_id = NULLIF(current_setting('app.account_id', true), '')::uuid)
--;;
-- PostgreSQL has dates without end and before our era; no calendar of ours does.
DO $$
DECLARE day record;
BEGIN
  FOR day IN
    SELECT c.table_name AS name, c.column_name AS field, left('ck_' || c.table_name || '_' || c.column_name || '_day', 63) AS rule
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
      AND c.data_type IN ('date', 'timestamp with time zone')
  LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_constraint r WHERE r.conrelid = day.name::regclass AND r.conname = day.rule) THEN
      EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%I BETWEEN %L AND %L)', day.name, day.rule, day.field, '0001-01-01', '9999-12-31');
    END IF;
  END LOOP;
END $$
