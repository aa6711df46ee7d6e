-- Guards of the connection on SQLite. Without recursive_triggers REPLACE deletes behind the guards' backs, without
-- foreign_keys a row refers to what is not there; whoever opens the file with a tool of his own has neither. So what is
-- guarded is only written by a connection that has both. Asking costs five microseconds, so what is written often asks
-- only where something could be replaced.
--;;
DROP TRIGGER IF EXISTS journal_entry_connected
--;;
CREATE TRIGGER journal_entry_connected BEFORE INSERT ON journal_entry
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS journal_entry_connected_update
--;;
CREATE TRIGGER journal_entry_connected_update BEFORE UPDATE ON journal_entry
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS journal_line_connected
--;;
CREATE TRIGGER journal_line_connected BEFORE INSERT ON journal_line
WHEN NEW.n = 1 AND ((SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0)
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS ledger_head_connected
--;;
CREATE TRIGGER ledger_head_connected BEFORE INSERT ON ledger_head
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS open_item_connected
--;;
CREATE TRIGGER open_item_connected BEFORE INSERT ON open_item
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS item_allocation_connected
--;;
CREATE TRIGGER item_allocation_connected BEFORE INSERT ON item_allocation
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS fiscal_year_connected
--;;
CREATE TRIGGER fiscal_year_connected BEFORE INSERT ON fiscal_year
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS period_lock_connected
--;;
CREATE TRIGGER period_lock_connected BEFORE INSERT ON period_lock
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS lock_exception_connected
--;;
CREATE TRIGGER lock_exception_connected BEFORE INSERT ON lock_exception
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS ledger_account_connected
--;;
CREATE TRIGGER ledger_account_connected BEFORE INSERT ON ledger_account
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS vat_code_connected
--;;
CREATE TRIGGER vat_code_connected BEFORE INSERT ON vat_code
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS item_payment_connected
--;;
CREATE TRIGGER item_payment_connected BEFORE INSERT ON item_payment
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS credit_note_connected
--;;
CREATE TRIGGER credit_note_connected BEFORE INSERT ON credit_note
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS credit_note_line_connected
--;;
CREATE TRIGGER credit_note_line_connected BEFORE INSERT ON credit_note_line
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS credit_note_tax_connected
--;;
CREATE TRIGGER credit_note_tax_connected BEFORE INSERT ON credit_note_tax
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS payment_connected
--;;
CREATE TRIGGER payment_connected BEFORE INSERT ON payment
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS void_number_connected
--;;
CREATE TRIGGER void_number_connected BEFORE INSERT ON void_number
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS invoice_connected
--;;
CREATE TRIGGER invoice_connected BEFORE INSERT ON invoice
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0 OR (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS period_lock_connected_update
--;;
CREATE TRIGGER period_lock_connected_update BEFORE UPDATE ON period_lock
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS lock_exception_connected_update
--;;
CREATE TRIGGER lock_exception_connected_update BEFORE UPDATE ON lock_exception
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS ledger_account_connected_update
--;;
CREATE TRIGGER ledger_account_connected_update BEFORE UPDATE ON ledger_account
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS vat_code_connected_update
--;;
CREATE TRIGGER vat_code_connected_update BEFORE UPDATE ON vat_code
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS item_payment_connected_update
--;;
CREATE TRIGGER item_payment_connected_update BEFORE UPDATE ON item_payment
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS payment_connected_update
--;;
CREATE TRIGGER payment_connected_update BEFORE UPDATE ON payment
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS invoice_connected_update
--;;
CREATE TRIGGER invoice_connected_update BEFORE UPDATE ON invoice
WHEN (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS ledger_head_connected_update
--;;
CREATE TRIGGER ledger_head_connected_update BEFORE UPDATE ON ledger_head
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS open_item_connected_update
--;;
CREATE TRIGGER open_item_connected_update BEFORE UPDATE ON open_item
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS fiscal_year_connected_update
--;;
CREATE TRIGGER fiscal_year_connected_update BEFORE UPDATE ON fiscal_year
WHEN (NEW.rowid IS NOT OLD.rowid OR NEW.name IS NOT OLD.name) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS counter_connected_update
--;;
CREATE TRIGGER counter_connected_update BEFORE UPDATE ON counter
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS period_balance_connected_update
--;;
CREATE TRIGGER period_balance_connected_update BEFORE UPDATE ON period_balance
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS vat_balance_connected_update
--;;
CREATE TRIGGER vat_balance_connected_update BEFORE UPDATE ON vat_balance
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS invoice_line_connected_update
--;;
CREATE TRIGGER invoice_line_connected_update BEFORE UPDATE ON invoice_line
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS invoice_tax_connected_update
--;;
CREATE TRIGGER invoice_tax_connected_update BEFORE UPDATE ON invoice_tax
WHEN NEW.rowid IS NOT OLD.rowid AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS period_balance_connected
--;;
CREATE TRIGGER period_balance_connected BEFORE INSERT ON period_balance
WHEN EXISTS (
  SELECT 1 FROM period_balance r WHERE r.profile_id = NEW.profile_id AND r.book = NEW.book AND r.account_id = NEW.account_id AND r.period = NEW.period
  UNION ALL SELECT 1 FROM period_balance r WHERE r.rowid = NEW.rowid
) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS vat_balance_connected
--;;
CREATE TRIGGER vat_balance_connected BEFORE INSERT ON vat_balance
WHEN EXISTS (
  SELECT 1 FROM vat_balance r WHERE r.profile_id = NEW.profile_id AND r.vat_code = NEW.vat_code AND r.vat_role = NEW.vat_role AND r.period = NEW.period
  UNION ALL SELECT 1 FROM vat_balance r WHERE r.rowid = NEW.rowid
) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS counter_connected
--;;
CREATE TRIGGER counter_connected BEFORE INSERT ON counter
WHEN EXISTS (
  SELECT 1 FROM counter r WHERE r.profile_id = NEW.profile_id AND r.series = NEW.series
  UNION ALL SELECT 1 FROM counter r WHERE r.rowid = NEW.rowid
) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS audit_connected
--;;
CREATE TRIGGER audit_connected BEFORE INSERT ON audit
WHEN EXISTS (
  SELECT 1 FROM audit r WHERE r.profile_id = NEW.profile_id AND r.id = NEW.id
  UNION ALL SELECT 1 FROM audit r WHERE r.rowid = NEW.rowid
) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS account_audit_connected
--;;
CREATE TRIGGER account_audit_connected BEFORE INSERT ON account_audit
WHEN EXISTS (
  SELECT 1 FROM account_audit r WHERE r.account_id = NEW.account_id AND r.id = NEW.id
  UNION ALL SELECT 1 FROM account_audit r WHERE r.rowid = NEW.rowid
) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS journal_line_replaced
--;;
CREATE TRIGGER journal_line_replaced BEFORE INSERT ON journal_line
WHEN EXISTS (SELECT 1 FROM journal_line r WHERE r.rowid = NEW.rowid) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS cash_line_replaced
--;;
CREATE TRIGGER cash_line_replaced BEFORE INSERT ON cash_line
WHEN EXISTS (SELECT 1 FROM cash_line r WHERE r.rowid = NEW.rowid) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS invoice_line_replaced
--;;
CREATE TRIGGER invoice_line_replaced BEFORE INSERT ON invoice_line
WHEN EXISTS (SELECT 1 FROM invoice_line r WHERE r.rowid = NEW.rowid) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS invoice_tax_replaced
--;;
CREATE TRIGGER invoice_tax_replaced BEFORE INSERT ON invoice_tax
WHEN EXISTS (SELECT 1 FROM invoice_tax r WHERE r.rowid = NEW.rowid) AND (SELECT recursive_triggers FROM pragma_recursive_triggers) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS profile_connected_delete
--;;
CREATE TRIGGER profile_connected_delete BEFORE DELETE ON profile
WHEN (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS client_connected_delete
--;;
CREATE TRIGGER client_connected_delete BEFORE DELETE ON client
WHEN (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS vendor_connected_delete
--;;
CREATE TRIGGER vendor_connected_delete BEFORE DELETE ON vendor
WHEN (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
--;;
DROP TRIGGER IF EXISTS bank_account_connected_delete
--;;
CREATE TRIGGER bank_account_connected_delete BEFORE DELETE ON bank_account
WHEN (SELECT foreign_keys FROM pragma_foreign_keys) = 0
BEGIN SELECT RAISE(ABORT, 'connection: this file is written with foreign_keys and recursive_triggers on'); END
