alter table access_grant
    add revoke_reason text check (revoke_reason in ('MISUSE', 'TERMS_BROKEN', 'LEFT', 'ENDED', 'SECURITY', 'BANNED', 'OTHER')),
    -- when to look at it next for a reminder that it ends; a new grant is looked at once
    add next_reminder_at timestamptz default transaction_timestamp(),
    -- how many days before the end the last reminder spoke of, and how often it was tried
    add reminded_days    integer,
    add reminder_tries   integer not null default 0;
create index access_grant_reminder on access_grant (next_reminder_at) where state in ('ACTIVE', 'SUSPENDED');
create index access_grant_holders on access_grant (model_id, id desc);
create index access_grant_live_holders on access_grant (model_id, id) where state in ('ACTIVE', 'SUSPENDED');
create index access_grant_person on access_grant (person_id, state);

-- finding a holder by the beginning of a name or an address
create index person_display_name on person (lower(display_name) text_pattern_ops);
create index person_email on person (lower(email) text_pattern_ops);
