-- One row: which replica looks into the mailbox for bounces, and until when.
create table bounce_mailbox (
    only_one   boolean     primary key default true check (only_one),
    holder     uuid,
    held_until timestamptz not null
);
insert into bounce_mailbox (held_until) values (transaction_timestamp());
