-- The rights of the running product on PostgreSQL. Run it after every `manage.py migrate`:
--     psql -d DATABASE -v ON_ERROR_STOP=1 < bin/roles.sql
-- app_owner owns the tables; app_rw reads and writes rows, but may only add to the log
-- (audit_hold lets it lock those tables for an instant, to seal what is in them).
BEGIN;
GRANT USAGE ON SCHEMA public TO app_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_rw;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app_rw;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_readentry, audit_seal FROM app_rw;
GRANT EXECUTE ON FUNCTION audit_hold(text) TO app_rw;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM app_rw;
COMMIT;
