-- How far each mail has come, with the mail server's words, and which addresses refuse mail.
alter table outbox_mail rename column last_error to said;

alter table outbox_mail
    drop constraint outbox_mail_state_check,
    add constraint outbox_mail_state_check
        check (state in ('QUEUED', 'SENDING', 'DEFERRED', 'SENT', 'BOUNCED', 'FAILED')),
    -- whose mail it is, when it is a person's
    add column person_id uuid references person (id),
    -- the mail this one repeats, when somebody asked for it again
    add column original uuid references outbox_mail (id),
    add column recipient_domain text not null generated always as (lower(split_part(recipient, '@', 2))) stored,
    add column bounced_at timestamptz,
    -- when the mail server's trouble began; a mail is given up some days later
    add column deferred_at timestamptz;

-- a mail that is being sent is due again when its lease ends
update outbox_mail set next_attempt_at = leased_until where state = 'SENDING';
drop index outbox_mail_due;
create index outbox_mail_due on outbox_mail (next_attempt_at) where state in ('QUEUED', 'SENDING', 'DEFERRED');
create index outbox_mail_person on outbox_mail (person_id, queued_at desc) where person_id is not null;
create index outbox_mail_original on outbox_mail (original) where original is not null;
create index outbox_mail_bounced on outbox_mail (lower(recipient), queued_at) where state = 'BOUNCED';

-- rows pass through the index of due mails: clear it long before a fifth of a big table has changed
alter table outbox_mail set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);

-- An address that does not exist or takes no mail. Nothing more is sent to it until its owner has shown that it works.
create table refused_address (
    address    text        primary key check (address = lower(address)),
    mail_id    uuid        not null references outbox_mail (id),
    said       text        not null,
    refused_at timestamptz not null,
    -- the SHA-256 of a link mailed to the address, to show that it works again
    proof_hash bytea       unique check (octet_length(proof_hash) = 32),
    proof_at   timestamptz
);
