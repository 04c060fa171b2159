-- The record of who did what. Rows are only inserted; no personal data in payloads.
create table event (
    stream  uuid        not null,
    seq     integer     not null check (seq > 0),
    type    text        not null,
    actor   uuid,
    at      timestamptz not null default transaction_timestamp(),
    payload jsonb       not null default '{}',
    primary key (stream, seq)
);
create index event_at on event (at);

create function event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'event is append-only: % refused', tg_op using errcode = 'restrict_violation';
end
$$;
create trigger event_rows_stay before update or delete on event
    for each row execute function event_is_append_only();
create trigger event_table_stays before truncate on event
    for each statement execute function event_is_append_only();

-- Mail that waits to be sent. A row is written with the change it tells about.
create table outbox_mail (
    id              uuid        primary key,
    about           uuid        not null,
    dedupe_key      text        not null unique,
    message_id      text        not null unique,
    recipient       text        not null,
    subject         text        not null,
    text_body       text        not null,
    html_body       text        not null,
    state           text        not null check (state in ('QUEUED', 'SENDING', 'SENT', 'FAILED')),
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null default transaction_timestamp(),
    lease           uuid,
    leased_until    timestamptz,
    last_error      text,
    queued_at       timestamptz not null default transaction_timestamp(),
    sent_at         timestamptz,
    check ((state = 'SENDING') = (lease is not null and leased_until is not null))
);
create index outbox_mail_due on outbox_mail (next_attempt_at) where state in ('QUEUED', 'SENDING');
create index outbox_mail_about on outbox_mail (about, queued_at);

-- Who may download what until when.
create table access_grant (
    id               uuid        primary key,
    reference        text        not null unique,
    person_id        uuid        not null references person (id),
    model_id         uuid        not null references model (id),
    origin           uuid        not null,
    terms_version_id uuid        not null references terms_version (id),
    release_range    text        not null,
    state            text        not null check (state in ('ACTIVE', 'SUSPENDED', 'EXPIRED', 'REVOKED', 'SUPERSEDED')),
    suspend_reason   text        check (suspend_reason in ('TERMS', 'EVIDENCE', 'OWNER', 'QUOTA')),
    state_text       text        check (length(state_text) <= 2000),
    state_since      timestamptz not null,
    starts_at        timestamptz not null,
    ends_at          timestamptz not null check (ends_at > starts_at),
    trace_id         text        not null unique,
    version          integer     not null,
    check ((state = 'SUSPENDED') = (suspend_reason is not null))
);
create unique index access_grant_one_live on access_grant (person_id, model_id) where state in ('ACTIVE', 'SUSPENDED');
create index access_grant_model on access_grant (model_id, state);
create index access_grant_ending on access_grant (ends_at) where state in ('ACTIVE', 'SUSPENDED');

-- One row per signed URL, never the URL.
create table url_mint (
    id          uuid        primary key,
    person_id   uuid        not null references person (id),
    grant_id    uuid        not null references access_grant (id),
    release_id  uuid        not null references release (id),
    path        text        not null,
    ttl_seconds integer     not null check (ttl_seconds between 1 and 900),
    network     text,
    trace_id    text        not null,
    minted_at   timestamptz not null default transaction_timestamp()
);
create index url_mint_day on url_mint (((minted_at at time zone 'UTC')::date));
create index url_mint_grant on url_mint (grant_id, minted_at);
