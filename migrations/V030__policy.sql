-- every rule of a model's policy; what an older version did not say is what the portal did then
alter table access_policy
    add decision_rule         text    not null default 'VETO' check (decision_rule in ('VETO', 'MAJORITY')),
    add sla_hours             integer not null default 72 check (sla_hours between 1 and 8760),
    add lapse_days            integer not null default 90 check (lapse_days between 1 and 3650),
    add notice_days           integer not null default 14 check (notice_days between 1 and 365),
    add terms_grace_days      integer not null default 14 check (terms_grace_days between 0 and 365),
    add referee_required      boolean not null default false,
    add step_up               boolean not null default false,
    -- no limit where there is none
    add quota_bytes_per_day   bigint  check (quota_bytes_per_day > 0),
    add quota_tickets_per_day integer check (quota_tickets_per_day > 0),
    add quota_concurrent      integer check (quota_concurrent > 0),
    -- 0: nobody is told
    add networks_alert        integer not null default 0 check (networks_alert between 0 and 1000),
    add suspend_on_alert      boolean not null default false;
alter table access_policy
    drop constraint access_policy_hold_seconds_check,
    add constraint access_policy_hold_seconds_check check (hold_seconds between 0 and 3600);

-- what a reviewer wants changed, answer by answer, kept with the revision it was said about
create table change_note (
    request_id uuid    not null,
    revision   integer not null,
    position   integer not null check (position >= 0),
    field      text    not null check (length(field) between 1 and 60),
    text       text    not null check (length(text) between 1 and 4000),
    primary key (request_id, revision, position),
    foreign key (request_id, revision) references request_revision (request_id, number)
);

-- who said that they should not decide on a request
create table review_conflict (
    request_id uuid        not null references access_request (id),
    person_id  uuid        not null references person (id),
    reason     text        not null check (length(reason) <= 2000),
    declared_at timestamptz not null,
    primary key (request_id, person_id)
);
