-- The reviewers' queue: one row per request that was sent, kept by the database itself in the transaction that changes the
-- request, a vote or a person, so that no writer can forget it. Lists and searches read nothing else.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- as people search: without case, accents, width and line breaks
create function queue_fold(words text) returns text language sql immutable strict parallel safe as $$
    select btrim(regexp_replace(
        lower(regexp_replace(normalize(words, nfkd), '[\u0300-\u036f]', '', 'g') collate "pg_c_utf8"),
        '\s+', ' ', 'g'))
$$;

-- a name from each of its words on; names without spaces from each of their signs on
create function queue_name_terms(name text) returns text language plpgsql immutable strict parallel safe as $$
declare
    folded text := left(queue_fold(name), 200);
    terms  text := folded;
    rest   text := folded;
begin
    for word in 1..8 loop
        exit when position(' ' in rest) = 0;
        rest := substr(rest, position(' ' in rest) + 1);
        terms := terms || E'\n' || rest;
    end loop;
    if folded ~ '[\u2e80-\ud7ff]' then
        for sign in 2..least(length(folded), 40) loop
            terms := terms || E'\n' || substr(folded, sign);
        end loop;
    end if;
    return terms;
end
$$;

create table queue_entry (
    request_id     uuid        primary key references access_request (id),
    model_id       uuid        not null,
    person_id      uuid        not null,
    reference      text        not null,
    state          text        not null,
    revision       integer     not null check (revision > 0),
    applicant_name text        not null,
    affiliation    text        not null,
    -- what comes after the @ of the applicant's address
    mail_domain    text        not null,
    -- whose turn it is since when. While reviewers have it, the time the applicant had it is taken out: age = now - turn_at
    turn_at        timestamptz not null,
    -- the time reviewers had it before the applicant's turn
    spent          interval    not null default '0',
    approvals      integer     not null default 0,
    -- what can be found by its beginning, one term a line, each after a line break
    terms          text        not null
);
create index queue_entry_in_state on queue_entry (model_id, state, turn_at, request_id);
create index queue_entry_in_order on queue_entry (model_id, turn_at, request_id);
create index queue_entry_begun on queue_entry (model_id, turn_at, request_id) where state = 'SUBMITTED' and approvals > 0;
create index queue_entry_of_person on queue_entry (person_id, model_id);
create index queue_entry_of_domain on queue_entry (model_id, mail_domain, turn_at desc) where state in ('APPROVED', 'REJECTED');
create index queue_entry_of_institution on queue_entry (model_id, queue_fold(affiliation), turn_at desc)
    where state in ('APPROVED', 'REJECTED');
create index queue_entry_terms on queue_entry using gin (model_id, terms gin_trgm_ops);

-- the answers, folded, apart from the rows that lists walk over
create table queue_text (
    request_id uuid primary key references access_request (id),
    model_id   uuid not null,
    body       text not null
);
create index queue_text_body on queue_text using gin (model_id, body gin_trgm_ops);

-- What a request's row says: for one request in the triggers below, for all of them when the queue is filled anew.
create view queue_source as
select r.id as request_id, r.model_id, r.person_id, r.reference, r.state, r.revision, r.applicant_name, r.affiliation,
       split_part(queue_fold(left(p.email, 320)), '@', 2) as mail_domain,
       case r.state when 'SUBMITTED' then r.submitted_at when 'CHANGES_REQUESTED' then r.updated_at
                    else coalesce(r.decided_at, r.updated_at) end as turn_at,
       (select count(*)::integer from review_vote v
        where v.request_id = r.id and v.revision = r.revision and v.verdict = 'APPROVE') as approvals,
       concat_ws(E'\n', '', queue_fold(r.reference), queue_fold(left(p.email, 320)), split_part(queue_fold(left(p.email, 320)), '@', 2),
                 queue_name_terms(r.applicant_name),
                 case when p.display_name <> r.applicant_name then queue_name_terms(p.display_name) end,
                 queue_fold(p.username), '') as terms
from access_request r join person p on p.id = r.person_id
where r.revision > 0 and r.submitted_at is not null;

create view queue_text_source as
select v.request_id, r.model_id,
       coalesce((select string_agg(queue_fold(answer.value), ' ') from jsonb_each_text(v.answers) answer), '') as body
from request_revision v join access_request r on r.id = v.request_id and r.revision = v.number;

create function queue_refresh(request uuid) returns void language sql as $$
    insert into queue_entry as q (request_id, model_id, person_id, reference, state, revision, applicant_name, affiliation,
                                  mail_domain, turn_at, approvals, terms)
    select request_id, model_id, person_id, reference, state, revision, applicant_name, affiliation, mail_domain, turn_at,
           approvals, terms
    from queue_source where request_id = request
    on conflict (request_id) do update set
        state = excluded.state, revision = excluded.revision, applicant_name = excluded.applicant_name,
        affiliation = excluded.affiliation, mail_domain = excluded.mail_domain, approvals = excluded.approvals, terms = excluded.terms,
        spent = case when q.state = 'SUBMITTED' and excluded.state <> 'SUBMITTED'
                     then transaction_timestamp() - q.turn_at else q.spent end,
        turn_at = case when q.state = excluded.state then q.turn_at
                       when excluded.state = 'SUBMITTED' then transaction_timestamp() - q.spent
                       else transaction_timestamp() end
$$;

create function queue_refresh_text(request uuid) returns void language sql as $$
    insert into queue_text (request_id, model_id, body)
    select request_id, model_id, body from queue_text_source where request_id = request
    on conflict (request_id) do update set body = excluded.body where queue_text.body <> excluded.body
$$;

create function queue_follows_request() returns trigger language plpgsql as $$
begin
    perform queue_refresh(new.id);
    if tg_op = 'INSERT' or new.revision <> old.revision then
        perform queue_refresh_text(new.id);
    end if;
    return null;
end
$$;
create trigger queue_follows_request_sent after insert on access_request
    for each row when (new.revision > 0) execute function queue_follows_request();
create trigger queue_follows_request_changed after update of state, revision, applicant_name, affiliation on access_request
    for each row when (new.revision > 0 and (new.state, new.revision, new.applicant_name, new.affiliation)
                       is distinct from (old.state, old.revision, old.applicant_name, old.affiliation))
    execute function queue_follows_request();

create function queue_follows_revision() returns trigger language plpgsql as $$
begin
    perform queue_refresh_text(new.request_id);
    return null;
end
$$;
create trigger queue_follows_revision after insert or update of answers on request_revision
    for each row execute function queue_follows_revision();

create function queue_follows_vote() returns trigger language plpgsql as $$
declare
    changed uuid := case when tg_op = 'DELETE' then old.request_id else new.request_id end;
begin
    update queue_entry q set approvals = s.approvals from queue_source s
    where q.request_id = changed and s.request_id = changed and q.approvals <> s.approvals;
    return null;
end
$$;
create trigger queue_follows_vote after insert or update or delete on review_vote
    for each row execute function queue_follows_vote();

create function queue_follows_person() returns trigger language plpgsql as $$
begin
    update queue_entry q set terms = s.terms, mail_domain = s.mail_domain from queue_source s
    where q.person_id = new.id and s.request_id = q.request_id and q.terms <> s.terms;
    return null;
end
$$;
create trigger queue_follows_person after update of email, display_name, username on person
    for each row when ((new.email, new.display_name, new.username) is distinct from (old.email, old.display_name, old.username))
    execute function queue_follows_person();

insert into queue_entry (request_id, model_id, person_id, reference, state, revision, applicant_name, affiliation, mail_domain,
                         turn_at, approvals, terms)
select request_id, model_id, person_id, reference, state, revision, applicant_name, affiliation, mail_domain, turn_at,
       approvals, terms
from queue_source;
insert into queue_text (request_id, model_id, body) select request_id, model_id, body from queue_text_source;

-- The requests of some models that hold the words, at most so many: by the trigram indexes and never by reading everything,
-- whatever the statistics say.
create function queue_beginnings(models uuid[], words text, most integer) returns setof uuid
language plpgsql stable set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_custom_plan as $$
begin
    return query select request_id from queue_entry where model_id = any(models) and terms like words limit most;
end
$$;
create function queue_answers(models uuid[], words text, most integer) returns setof uuid
language plpgsql stable set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_custom_plan as $$
begin
    return query select request_id from queue_text where model_id = any(models) and body like words limit most;
end
$$;

-- Who looks at a request at the moment. A fact beside the request's state: it ends by itself and holds up nobody.
create table claim (
    request_id  uuid        primary key references access_request (id),
    reviewer_id uuid        not null references person (id),
    since       timestamptz not null,
    until       timestamptz not null check (until >= since),
    given_by    uuid        references person (id)
);
create index claim_of_reviewer on claim (reviewer_id, until);
create index claim_ended on claim (until);

create table reviewer_away (
    person_id uuid        primary key references person (id),
    since     timestamptz not null
);

-- A reviewer's own view of the queue: the filter as it stands in the address.
create table saved_view (
    id         uuid        primary key,
    person_id  uuid        not null references person (id),
    name       text        not null check (length(name) between 1 and 60),
    tray       text        not null check (length(tray) <= 40),
    model      text        not null default '' check (length(model) <= 200),
    words      text        not null default '' check (length(words) <= 200),
    created_at timestamptz not null,
    unique (person_id, name)
);
