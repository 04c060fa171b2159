-- step: helpers
create or replace function pg_temp.seed() returns bigint language sql stable as $$ select current_setting('bench.seed')::bigint $$;
create or replace function pg_temp.n(name text) returns bigint language sql stable as $$ select current_setting('bench.' || name)::bigint $$;
create or replace function pg_temp.base() returns timestamptz language sql stable as $$ select current_setting('bench.now')::timestamptz $$;
-- a number that looks random and is the same every time
create or replace function pg_temp.h(i bigint, salt int) returns bigint language sql stable as $$
    select hashint8extended(i, pg_temp.seed() * 1000 + salt) & 9223372036854775807 $$;
create or replace function pg_temp.f(i bigint, salt int) returns double precision language sql stable as $$
    select (pg_temp.h(i, salt) % 1000003) / 1000003.0 $$;
create or replace function pg_temp.pick(words text[], i bigint, salt int) returns text language sql stable as $$
    select words[1 + (pg_temp.h(i, salt) % cardinality(words))::int] $$;
-- ids as the portal makes them: ordered by time
create or replace function pg_temp.uid(kind text, i bigint, at timestamptz) returns uuid language sql stable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(digest, 1, 3) || '8'
            || substr(digest, 4, 15))::uuid
    from (select md5(kind || ':' || pg_temp.seed() || ':' || i) as digest) as made $$;

-- step: words
create temp table w as select
    string_to_array('Ada Zoë José Anaïs Jürgen Søren Łukasz Ngozi Chinedu Amara Priya Arjun Kofi Yetunde Mateo Lucía Émile Chloé Bjørn Åsa Tomáš Žofia Gülşah Mehmet Nguyễn Thị Aoife Siobhán Maria John Wei Mary Grace Ivan Olga Peter Ana Paul Eva Max', ' ') as latin_first,
    string_to_array('Lovelace O''Neill Müller Nuñez Kowalska Okafor Adeyemi Sharma Nair Mensah García Fernández Dubois Ångström Sørensen Novák Dvořák Yılmaz Trần Ó''Briain van-der-Berg Smith Ng Li Wu Kim de-Souza Rossi Silva Santos Haddad Cohen Petrov Ivanov Johansson Virtanen Korhonen Papadopoulos Horváth Nagy', ' ') as latin_last,
    string_to_array('Ольга Иван Мария Дмитрий Анна Сергей Олена Тарас Светлана Николай', ' ') as cyrillic_first,
    string_to_array('Иванова Петров Смирнова Кузнецов Шевченко Коваленко Соколов Попова Лебедев Бондар', ' ') as cyrillic_last,
    string_to_array('محمد فاطمة أحمد ليلى يوسف مريم عمر نور خالد سارة', ' ') as arabic_first,
    string_to_array('الخوارزمي حداد منصور الفاسي خليل ناصر عباس درويش صالح زيدان', ' ') as arabic_last,
    string_to_array('李 王 张 刘 陈 杨 黄 赵 周 吴 欧阳 司马', ' ') as han_family,
    string_to_array('伟 芳 娜 敏 静 丽 强 磊 洋 艳 思远 子涵 雨桐 浩然', ' ') as han_given,
    string_to_array('佐藤 鈴木 高橋 田中 渡辺 伊藤 さくら 김 이 박 최 정', ' ') as east_family,
    string_to_array('太郎 花子 健 直美 翔 민준 서연 지훈 하은 도윤', ' ') as east_given,
    string_to_array('Ελένη Γιώργος Μαρία Νίκος אברהם שרה דוד अनिता राजेश สมชาย', ' ') as other_first,
    string_to_array('Παπαδοπούλου Οικονόμου כהן לוי शर्मा गुप्ता ใจดี', ' ') as other_last,
    string_to_array('GB US DE FR IN CN JP KR BR NG GH ZA EG IL GR UA PL CZ TR VN SE FI IE ES PT IT NL BE CH AT CA AU NZ MX AR CL CO KE MA TN', ' ') as countries,
    string_to_array('London Lagos Accra Nairobi Cairo Haifa Athens Kyiv Warsaw Prague Ankara Hanoi Uppsala Helsinki Dublin Madrid Lisbon Torino Delft Leuven Zürich Graz Toronto Sydney Auckland Oaxaca Córdoba Santiago Bogotá Tunis Rabat Pune Chennai Beijing Wuhan Kyoto Sendai Seoul Daejeon Recife', ' ') as places,
    string_to_array('University of|Technical University of|Institute for Language, |Medical School of|Polytechnic of|National Laboratory of|College of Arts, |Academy of Sciences, ', '|') as houses,
    string_to_array('PhD student|Professor|Postdoctoral researcher|Research engineer|Master''s student|Librarian|Independent researcher|Staff scientist', '|') as roles,
    string_to_array('measure compare probe translate summarise evaluate red-team distil quantise interpret steer align audit benchmark classify annotate trace reproduce simulate visualise', ' ') as verbs,
    string_to_array('small multilingual clinical legal historical spoken low-resource noisy synthetic adversarial long-context instruction-tuned open closed biased rare ancient regional dialectal code-switched', ' ') as kinds,
    string_to_array('stories dialogues contracts discharge-letters newspapers sermons tweets lectures recipes proofs programs poems subtitles interviews manuals patents tables questions refusals embeddings', ' ') as things,
    string_to_array('hallucination toxicity memorisation calibration robustness fairness privacy consistency factuality fluency coherence latency energy-use sparsity attention-heads tokenisation morphology prosody anaphora negation', ' ') as aspects,
    string_to_array('in schools|for hospitals|with archives|at scale|without labels|across dialects|under attack|for accessibility|with volunteers|in the field|for the deaf|against fraud', '|') as settings;

-- step: models
create temp table m as
select k, pg_temp.uid('model', k, pg_temp.base() - interval '800 days') as id,
       pg_temp.uid('terms', k, pg_temp.base() - interval '800 days') as terms, encode(sha256(convert_to('Use it for research. ' || k, 'UTF8')), 'hex') as terms_sha256
from generate_series(1, 20) as k;
insert into model (id, namespace, name, summary, description, created_at)
select id, 'bench', 'model-' || k, 'Model ' || k || ' of the measurement', 'Nothing more.', pg_temp.base() - interval '800 days' from m;
insert into terms_version (id, model_id, version, title, body, sha256, created_at)
select terms, id, 1, 'Research only', 'Use it for research. ' || k, terms_sha256, pg_temp.base() - interval '800 days' from m;
insert into access_policy (id, model_id, version, grant_days, ticket_ttl_seconds, hold_seconds, quorum, reapply_days, created_at)
select pg_temp.uid('policy', k, pg_temp.base()), id, 1, 180, 600, 0, case when k % 4 = 2 then 2 else 1 end, 30, pg_temp.base() - interval '800 days' from m;

-- step: people
create temp table p as
select i, pg_temp.uid('person', i, joined) as id, joined, institution,
       case when script < 0.62 then pg_temp.pick(latin_first, i, 11) || ' ' || replace(pg_temp.pick(latin_last, i, 12), '-', ' ')
            when script < 0.72 then pg_temp.pick(cyrillic_first, i, 11) || ' ' || pg_temp.pick(cyrillic_last, i, 12)
            when script < 0.79 then pg_temp.pick(arabic_first, i, 11) || ' ' || pg_temp.pick(arabic_last, i, 12)
            when script < 0.90 then pg_temp.pick(han_family, i, 11) || pg_temp.pick(han_given, i, 12)
            when script < 0.96 then pg_temp.pick(east_family, i, 11) || pg_temp.pick(east_given, i, 12)
            else pg_temp.pick(other_first, i, 11) || ' ' || pg_temp.pick(other_last, i, 12) end as name
from (select i, pg_temp.f(i, 10) as script, pg_temp.base() - pg_temp.f(i, 13) * interval '720 days' as joined,
             floor(power(pg_temp.f(i, 14), 3) * 3000)::bigint as institution
      from generate_series(1, pg_temp.n('people')) as i) as raw, w;
create unique index on p (i);
analyze p;
insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles, created_at, last_seen_at)
select id, 'https://bench.example/realms/people', 'p' || i, 'bench' || i, name, 'u' || i || '@u' || institution || '.example', true,
       '{}', joined, joined + pg_temp.f(i, 15) * (pg_temp.base() - joined) from p;

-- step: reviewers
create temp table r as
select k, pg_temp.uid('reviewer', k, pg_temp.base() - interval '790 days') as id from generate_series(1, 60) as k;
insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles, created_at, last_seen_at)
select id, 'https://bench.example/realms/reviewers', 'r' || k, 'bench-reviewer' || k, 'Reviewer ' || k, 'r' || k || '@lab.example', true,
       '{reviewer}', pg_temp.base() - interval '790 days', pg_temp.base() from r;
insert into model_role (model_id, person_id, role)
select m.id, r.id, 'REVIEWER' from m join r on r.k % 20 = m.k % 20
union select m.id, r.id, 'REVIEWER' from m, r where r.k = 1;
insert into access_token (id, person_id, name, token_hash, scopes, created_at, expires_at)
select pg_temp.uid('reviewer-token', k, pg_temp.base()), id, 'bench',
       sha256(convert_to('hf_' || substr(md5('reviewer' || k || ':' || pg_temp.seed()) || md5('secret' || k), 1, 40), 'UTF8')),
       '{read,apply,review}', now() - interval '1 day', now() + interval '300 days' from r;

-- step: requests
create temp table q as
select d.i, pg_temp.uid('request', d.i, created) as id, p.id as person, p.name, model.id as model, model.k as model_number, model.terms,
       model.terms_sha256, state, created, submitted, case when decided > pg_temp.base() then pg_temp.base() else decided end as decided,
       case when state = 'DRAFT' then 0 when pg_temp.f(d.i, 26) < 0.78 then 1 when pg_temp.f(d.i, 26) < 0.95 then 2 else 3 end as revision,
       pg_temp.pick(houses, p.institution, 27) || ' ' || pg_temp.pick(places, p.institution, 28)
           || case when p.institution % 3 = 0 then ' ' || (p.institution / 3) else '' end as affiliation
from (select i, state, created, least(created + pg_temp.f(i, 24) * interval '6 days', pg_temp.base()) as submitted,
             created + pg_temp.f(i, 24) * interval '6 days' + power(pg_temp.f(i, 25), 2) * interval '30 days' as decided
      from (select i, state, pg_temp.base() - interval '1 hour'
                   - (case when state in ('DRAFT', 'SUBMITTED', 'CHANGES_REQUESTED') then power(pg_temp.f(i, 23), 2) * 150
                           else power(pg_temp.f(i, 23), 1.4) * 720 end) * interval '1 day' as created
            from (select i, case when chance < 0.07 then 'DRAFT' when chance < 0.17 then 'SUBMITTED'
                                 when chance < 0.20 then 'CHANGES_REQUESTED' when chance < 0.64 then 'APPROVED'
                                 when chance < 0.88 then 'REJECTED' when chance < 0.95 then 'WITHDRAWN' else 'LAPSED' end as state
                  from (select i, pg_temp.f(i, 21) as chance from generate_series(1, pg_temp.n('requests')) as i) as a) as b) as c) as d
join p on p.i = 1 + (d.i - 1) % pg_temp.n('people')
join m as model on model.k = 1 + (floor(20 * power(pg_temp.f(d.i, 22), 2.5))::int + ((d.i - 1) / pg_temp.n('people'))::int) % 20, w;
analyze q;
insert into access_request (id, reference, person_id, model_id, state, revision, version, applicant_name, affiliation, created_at,
                            updated_at, submitted_at, decided_at, granted_until, reason_code, public_text, reapply_from)
select id, 'WG-' || to_char(created, 'YYYY') || '-' || (1000000 + i), person, model, state, revision, 1 + revision,
       case when revision > 0 then name else '' end, case when revision > 0 then affiliation else '' end, created,
       case when state in ('DRAFT', 'SUBMITTED') then submitted else decided end,
       case when revision > 0 then submitted end,
       case when state in ('APPROVED', 'REJECTED', 'WITHDRAWN', 'LAPSED') then decided end,
       case when state = 'APPROVED' then decided + interval '180 days' end,
       case when state = 'REJECTED' then (array['USE_UNCLEAR', 'USE_NOT_COVERED', 'IDENTITY_NOT_CONFIRMED', 'OTHER'])[1 + (i % 4)::int] end,
       case when state in ('REJECTED', 'CHANGES_REQUESTED') then 'Please say more about how the results will be published.' end,
       case when state = 'REJECTED' then decided + interval '30 days' end
from q;
select setval('request_reference', 1000000 + pg_temp.n('requests') + 1);

-- step: revisions
create temp table answers as
select q.i, number, jsonb_build_object('name', q.name, 'affiliation', q.affiliation, 'country', pg_temp.pick(countries, q.i, 31),
           'role', pg_temp.pick(roles, q.i, 32), 'links', 'https://example.org/people/' || q.i,
           'intendedUse', 'We ' || pg_temp.pick(verbs, s, 33) || ' ' || pg_temp.pick(kinds, s, 34) || ' models on ' || pg_temp.pick(kinds, s, 35)
               || ' ' || pg_temp.pick(things, s, 36) || ' ' || pg_temp.pick(settings, s, 37) || ', and ' || pg_temp.pick(verbs, s, 38)
               || ' ' || pg_temp.pick(aspects, s, 39) || ' and ' || pg_temp.pick(aspects, s, 40) || ' of ' || pg_temp.pick(things, s, 41)
               || '. Then we ' || pg_temp.pick(verbs, s, 42) || ' ' || pg_temp.pick(kinds, s, 43) || ' ' || pg_temp.pick(things, s, 44)
               || ' ' || pg_temp.pick(settings, s, 45) || ' and publish ' || pg_temp.pick(aspects, s, 46) || ' for project ' || substr(md5(q.i::text), 1, 8)
               || '. The code and the data are shared with everybody who asks.') as body
from q, w, generate_series(1, greatest(1, revision)) as number, lateral (select q.i * 4 + number as s) as salted;
insert into request_revision (request_id, number, form_version, answers, answers_sha256, terms_version_id, terms_version, terms_sha256, submitted_at)
select q.id, number, 1, body, encode(sha256(convert_to(body::text, 'UTF8')), 'hex'), q.terms, 1, q.terms_sha256,
       q.submitted - (q.revision - number) * interval '1 hour'
from answers join q on q.i = answers.i where q.revision > 0;
insert into request_draft (request_id, version, answers, saved_at)
select q.id, 1, body, q.submitted from answers join q on q.i = answers.i and number = greatest(1, q.revision)
where q.state in ('DRAFT', 'CHANGES_REQUESTED');
drop table answers;

-- step: votes
insert into review_vote (request_id, revision, reviewer_id, verdict, at)
select q.id, q.revision, r.id, case q.state when 'REJECTED' then 'REJECT' when 'CHANGES_REQUESTED' then 'REQUEST_CHANGES' else 'APPROVE' end, q.decided
from q join r on r.k = 20 * (q.i % 3) + case when q.model_number = 20 then 20 else q.model_number end and r.k <= 60
where q.state in ('APPROVED', 'REJECTED', 'CHANGES_REQUESTED') or q.state = 'SUBMITTED' and q.model_number % 4 = 2 and q.i % 5 = 0;

-- step: grants
insert into access_grant (id, reference, person_id, model_id, origin, terms_version_id, release_range, state, suspend_reason, state_text,
                          state_since, starts_at, ends_at, trace_id, version)
select pg_temp.uid('grant', i, decided), 'G-' || upper(substr(md5('grant' || i), 1, 12)), person, model, id, terms, '*',
       case when decided + interval '180 days' < pg_temp.base() then 'EXPIRED' when chance < 0.03 then 'REVOKED'
            when chance < 0.05 then 'SUSPENDED' else 'ACTIVE' end,
       case when decided + interval '180 days' >= pg_temp.base() and chance >= 0.03 and chance < 0.05 then 'OWNER' end, null,
       decided, decided, decided + interval '180 days', md5('trace' || pg_temp.seed() || ':' || i), 1
from (select *, pg_temp.f(i, 51) as chance from q where state = 'APPROVED') as approved;

-- step: messages
insert into message (id, request_id, author_id, from_applicant, visibility, body, at)
select pg_temp.uid('message', i, submitted), id, person, true, 'APPLICANT', 'Is there anything else you need from me about '
       || affiliation || '?', least(submitted + interval '1 day', pg_temp.base())
from q where revision > 0 and pg_temp.f(i, 61) < 0.35;
insert into message (id, request_id, author_id, from_applicant, visibility, body, at)
select pg_temp.uid('note', i, submitted), q.id, r.id, false, case when i % 2 = 0 then 'INTERNAL' else 'APPLICANT' end,
       'The group is known to us, and the plan is sound.', least(submitted + interval '2 days', pg_temp.base())
from q join r on r.k = 1 + i % 60 where revision > 0 and pg_temp.f(i, 62) < 0.25;

-- step: mails
insert into outbox_mail (id, about, person_id, dedupe_key, message_id, recipient, subject, text_body, html_body, state, attempts,
                         next_attempt_at, said, queued_at, sent_at, bounced_at)
select pg_temp.uid('mail', q.i, submitted), q.id, person, 'bench:' || q.i, '<bench-' || q.i || '@portal.example>',
       'u' || p.i || '@u' || institution || '.example', '[WG-' || (1000000 + q.i) || '] We have your request',
       repeat('Your request has arrived. A reviewer reads it next. ', 4), '<p>' || repeat('Your request has arrived. A reviewer reads it next. ', 8) || '</p>',
       case when pg_temp.f(q.i, 71) < 0.012 then 'BOUNCED' else 'SENT' end, 1, submitted,
       case when pg_temp.f(q.i, 71) < 0.012 then '550 5.1.1 user unknown' else '250 2.0.0 taken' end, submitted,
       case when pg_temp.f(q.i, 71) >= 0.012 then submitted + interval '2 seconds' end,
       case when pg_temp.f(q.i, 71) < 0.012 then submitted + interval '3 seconds' end
from q join p on p.id = q.person where revision > 0;

-- step: events
insert into event (stream, seq, type, actor, at, payload)
select id, 1, 'request.started', person, created, jsonb_build_object('model', model) from q;
insert into event (stream, seq, type, actor, at, payload)
select id, 1 + number, 'request.submitted', person, submitted,
       jsonb_build_object('revision', number, 'answersSha256', md5(i::text) || md5(i::text), 'termsVersion', 1, 'termsSha256', terms_sha256)
from q, generate_series(1, revision) as number where revision > 0;
insert into event (stream, seq, type, actor, at, payload)
select id, 2 + revision, case state when 'APPROVED' then 'request.approved' when 'REJECTED' then 'request.rejected'
       when 'CHANGES_REQUESTED' then 'request.changes-requested' else 'request.withdrawn' end, person, decided, jsonb_build_object('revision', revision)
from q where state in ('APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'WITHDRAWN');

-- step: queue
do $$
declare
    one record;
begin
    if to_regclass('queue_entry') is null then
        return;
    end if;
    -- an index is built faster than it is grown
    create temp table later as select indexdef from pg_indexes
        where tablename in ('queue_entry', 'queue_text') and schemaname = current_schema() and indexdef not like '%UNIQUE%';
    for one in select indexname from pg_indexes where tablename in ('queue_entry', 'queue_text') and schemaname = current_schema()
               and indexdef not like '%UNIQUE%' loop
        execute 'drop index ' || one.indexname;
    end loop;
    insert into queue_entry (request_id, model_id, person_id, reference, state, revision, applicant_name, affiliation, mail_domain,
                             turn_at, approvals, terms)
    select request_id, model_id, person_id, reference, state, revision, applicant_name, affiliation, mail_domain, turn_at,
           approvals, terms from queue_source on conflict do nothing;
    insert into queue_text (request_id, model_id, body) select request_id, model_id, body from queue_text_source on conflict do nothing;
    for one in select indexdef from later loop
        execute one.indexdef;
    end loop;
end $$;
