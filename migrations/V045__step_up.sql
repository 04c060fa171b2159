-- when the person who made the token had last proved a second factor; a token made without one decides nothing where it is asked for
alter table access_token add stepped_up_at timestamptz;

-- what somebody had typed when a fresh sign-in was asked for, so that they find it again; forgotten after an hour
create table kept_form (
    id        uuid        primary key,
    person_id uuid        not null references person (id),
    path      text        not null check (length(path) <= 500),
    fields    jsonb       not null,
    kept_at   timestamptz not null default transaction_timestamp()
);
create index kept_form_age on kept_form (kept_at);
