-- Letters to reviewers, to owners and about a request's end were queued without the person they went to.
update outbox_mail m set person_id = p.id from person p where m.person_id is null and p.id = m.about;
update outbox_mail m set person_id = r.person_id from access_request r
where m.person_id is null and r.id = m.about
    and (m.dedupe_key like 'request-idle:%' or m.dedupe_key like 'request-lapsed:%');
update outbox_mail m set person_id = p.id from person p
where m.person_id is null and m.dedupe_key like 'networks:%' and cast(p.id as text) = right(m.dedupe_key, 36);
update outbox_mail m set recipient = '', subject = '', text_body = '', html_body = '', said = null
from person p where p.id = m.person_id and p.erased_at is not null and m.recipient <> '' and m.queued_at < p.erased_at
    and m.state in ('SENT', 'FAILED', 'BOUNCED');
