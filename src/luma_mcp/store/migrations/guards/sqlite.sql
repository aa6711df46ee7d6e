-- Guards of the books on SQLite: what the database itself refuses. Applied anew after every migration.
--;;
DROP TRIGGER IF EXISTS invoice_locked_update
--;;
CREATE TRIGGER invoice_locked_update
BEFORE UPDATE ON invoice WHEN OLD.stage <> 'draft' AND (NEW.number IS NOT OLD.number OR NEW.series_n IS NOT OLD.series_n OR NEW.client_id IS NOT OLD.client_id OR NEW.client IS NOT OLD.client OR NEW.issue_date IS NOT OLD.issue_date OR NEW.supply_date IS NOT OLD.supply_date OR NEW.supply_from IS NOT OLD.supply_from OR NEW.supply_to IS NOT OLD.supply_to OR NEW.currency IS NOT OLD.currency OR NEW.prices_include_tax IS NOT OLD.prices_include_tax OR NEW.discount_percent IS NOT OLD.discount_percent OR NEW.discount_minor IS NOT OLD.discount_minor OR NEW.net_minor IS NOT OLD.net_minor OR NEW.tax_minor IS NOT OLD.tax_minor OR NEW.gross_minor IS NOT OLD.gross_minor OR NEW.sender IS NOT OLD.sender OR NEW.payment_reference IS NOT OLD.payment_reference)
BEGIN SELECT RAISE(ABORT, 'invoice_locked: a sent invoice is not changed'); END
--;;
DROP TRIGGER IF EXISTS invoice_locked_delete
--;;
CREATE TRIGGER invoice_locked_delete
BEFORE DELETE ON invoice WHEN OLD.stage <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: a sent invoice is not deleted'); END
--;;
DROP TRIGGER IF EXISTS invoice_stage
--;;
CREATE TRIGGER invoice_stage
BEFORE UPDATE ON invoice WHEN (OLD.stage = 'sent' AND NEW.stage = 'draft') OR (OLD.stage = 'cancelled' AND NEW.stage <> 'cancelled')
BEGIN SELECT RAISE(ABORT, 'invoice_stage: an invoice does not go back'); END
--;;
DROP TRIGGER IF EXISTS invoice_settled
--;;
CREATE TRIGGER invoice_settled
BEFORE UPDATE ON invoice WHEN NEW.credited_minor < 0 OR NEW.written_off_minor < 0 OR NEW.paid_minor + NEW.credited_minor + NEW.written_off_minor > NEW.gross_minor OR NEW.credit_notes_minor + NEW.written_off_minor > NEW.gross_minor OR (NEW.stage <> 'sent' AND NEW.credit_notes_minor + NEW.credited_minor + NEW.written_off_minor <> 0)
BEGIN SELECT RAISE(ABORT, 'invoice_settled: more is settled than is owed'); END
--;;
DROP TRIGGER IF EXISTS invoice_credit_notes
--;;
CREATE TRIGGER invoice_credit_notes
BEFORE UPDATE ON invoice WHEN NEW.credit_notes_minor <> OLD.credit_notes_minor AND NEW.credit_notes_minor <> (SELECT coalesce(sum(c.gross_minor), 0) FROM credit_note c WHERE c.profile_id = OLD.profile_id AND c.invoice_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'invoice_settled: only a credit note moves what is credited'); END
--;;
DROP TRIGGER IF EXISTS invoice_line_locked_insert
--;;
CREATE TRIGGER invoice_line_locked_insert
BEFORE INSERT ON invoice_line WHEN (SELECT stage FROM invoice WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: the lines of a sent invoice are not changed'); END
--;;
DROP TRIGGER IF EXISTS invoice_line_locked_update
--;;
CREATE TRIGGER invoice_line_locked_update
BEFORE UPDATE ON invoice_line WHEN (SELECT stage FROM invoice WHERE profile_id = OLD.profile_id AND id = OLD.invoice_id) <> 'draft' OR (SELECT stage FROM invoice WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: the lines of a sent invoice are not changed'); END
--;;
DROP TRIGGER IF EXISTS invoice_line_locked_delete
--;;
CREATE TRIGGER invoice_line_locked_delete
BEFORE DELETE ON invoice_line WHEN (SELECT stage FROM invoice WHERE profile_id = OLD.profile_id AND id = OLD.invoice_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: the lines of a sent invoice are not changed'); END
--;;
DROP TRIGGER IF EXISTS invoice_tax_locked_insert
--;;
CREATE TRIGGER invoice_tax_locked_insert
BEFORE INSERT ON invoice_tax WHEN (SELECT stage FROM invoice WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: the lines of a sent invoice are not changed'); END
--;;
DROP TRIGGER IF EXISTS invoice_tax_locked_update
--;;
CREATE TRIGGER invoice_tax_locked_update
BEFORE UPDATE ON invoice_tax WHEN (SELECT stage FROM invoice WHERE profile_id = OLD.profile_id AND id = OLD.invoice_id) <> 'draft' OR (SELECT stage FROM invoice WHERE profile_id = NEW.profile_id AND id = NEW.invoice_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: the lines of a sent invoice are not changed'); END
--;;
DROP TRIGGER IF EXISTS invoice_tax_locked_delete
--;;
CREATE TRIGGER invoice_tax_locked_delete
BEFORE DELETE ON invoice_tax WHEN (SELECT stage FROM invoice WHERE profile_id = OLD.profile_id AND id = OLD.invoice_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'invoice_locked: the lines of a sent invoice are not changed'); END
--;;
DROP TRIGGER IF EXISTS audit_kept_update
--;;
CREATE TRIGGER audit_kept_update
BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit: what is recorded stays'); END
--;;
DROP TRIGGER IF EXISTS audit_kept_delete
--;;
CREATE TRIGGER audit_kept_delete
BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit: what is recorded stays'); END
--;;
DROP TRIGGER IF EXISTS account_audit_kept_update
--;;
CREATE TRIGGER account_audit_kept_update
BEFORE UPDATE ON account_audit
BEGIN SELECT RAISE(ABORT, 'account_audit: what is recorded stays'); END
--;;
DROP TRIGGER IF EXISTS account_audit_kept_delete
--;;
CREATE TRIGGER account_audit_kept_delete
BEFORE DELETE ON account_audit
BEGIN SELECT RAISE(ABORT, 'account_audit: what is recorded stays'); END
--;;
DROP TRIGGER IF EXISTS void_number_kept_update
--;;
CREATE TRIGGER void_number_kept_update
BEFORE UPDATE ON void_number
BEGIN SELECT RAISE(ABORT, 'void_number: what is recorded stays'); END
--;;
DROP TRIGGER IF EXISTS void_number_kept_delete
--;;
CREATE TRIGGER void_number_kept_delete
BEFORE DELETE ON void_number
BEGIN SELECT RAISE(ABORT, 'void_number: what is recorded stays'); END
--;;
DROP TRIGGER IF EXISTS payment_kept_delete
--;;
CREATE TRIGGER payment_kept_delete
BEFORE DELETE ON payment
BEGIN SELECT RAISE(ABORT, 'payment: not deleted'); END
--;;
DROP TRIGGER IF EXISTS counter_kept_delete
--;;
CREATE TRIGGER counter_kept_delete
BEFORE DELETE ON counter
BEGIN SELECT RAISE(ABORT, 'counter: not deleted'); END
--;;
DROP TRIGGER IF EXISTS payment_kept_update
--;;
CREATE TRIGGER payment_kept_update
BEFORE UPDATE ON payment WHEN NEW.invoice_id IS NOT OLD.invoice_id OR NEW.client_id IS NOT OLD.client_id OR NEW.date IS NOT OLD.date OR NEW.amount_minor IS NOT OLD.amount_minor OR NEW.currency IS NOT OLD.currency OR NEW.bank_account_id IS NOT OLD.bank_account_id OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS NOT OLD.undone_at)
BEGIN SELECT RAISE(ABORT, 'payment: not changed, undone once'); END
--;;
DROP TRIGGER IF EXISTS counter_forward
--;;
CREATE TRIGGER counter_forward
BEFORE UPDATE ON counter WHEN NEW.last_n <= OLD.last_n OR NEW.series <> OLD.series
BEGIN SELECT RAISE(ABORT, 'counter: only moves forward'); END
--;;
DROP TRIGGER IF EXISTS product_price_locked
--;;
CREATE TRIGGER product_price_locked
BEFORE UPDATE ON product_price WHEN OLD.is_locked = 1 AND (NEW.is_locked = 0 OR NEW.product_id IS NOT OLD.product_id OR NEW.billing_period_type IS NOT OLD.billing_period_type OR NEW.pricing_model IS NOT OLD.pricing_model OR NEW.unit_amount IS NOT OLD.unit_amount OR NEW.tiers IS NOT OLD.tiers OR NEW.currency IS NOT OLD.currency OR NEW.billing_interval IS NOT OLD.billing_interval OR NEW.billing_interval_count IS NOT OLD.billing_interval_count OR NEW.meter_id IS NOT OLD.meter_id)
BEGIN SELECT RAISE(ABORT, 'price_locked: what a price says stays once it was used'); END
