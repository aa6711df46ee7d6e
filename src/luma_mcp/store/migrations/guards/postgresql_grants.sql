-- What the application role may do; it owns nothing. APPLICATION_ROLE is replaced by the role's quoted name.
--;;
GRANT USAGE ON SCHEMA public TO APPLICATION_ROLE
--;;
REVOKE CREATE ON SCHEMA public FROM PUBLIC, APPLICATION_ROLE
--;;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO APPLICATION_ROLE
--;;
REVOKE UPDATE, DELETE ON audit, account_audit, void_number FROM APPLICATION_ROLE
--;;
REVOKE DELETE ON payment, counter FROM APPLICATION_ROLE
--;;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM APPLICATION_ROLE
--;;
REVOKE UPDATE, DELETE ON journal_line, cash_line, item_allocation, credit_note, credit_note_line, credit_note_tax, entry_tag, line_tag, entry_fact FROM APPLICATION_ROLE
--;;
REVOKE DELETE ON journal_entry, ledger_head, period_balance, vat_balance, open_item, fiscal_year, period_lock, lock_exception, item_payment FROM APPLICATION_ROLE
