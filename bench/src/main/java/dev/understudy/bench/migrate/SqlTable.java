package dev.understudy.bench.migrate;

/** The table that a client of the database itself writes to. */
final class SqlTable {
    /** Nothing in it keeps a key from being there twice: that would hide what is looked for. */
    static final String CREATE = "create table orders(id bigserial primary key, key text not null, body text not null,"
            + " at timestamptz not null default now()); create index on orders(key)";

    private SqlTable() {}
}
