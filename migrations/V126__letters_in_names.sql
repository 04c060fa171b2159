update queue_entry q set terms = s.terms, mail_domain = s.mail_domain from queue_source s
where s.request_id = q.request_id and q.terms <> s.terms and octet_length(q.terms) <> length(q.terms)
    and q.terms ~ '[øđðłħŧıŋĸƀɓƈɗɖƌƒɠǥɣƙɨɩȷɲɔɵƥƭʈʉʊʋƴƶəǝɛςßæœþ\u064b-\u065f\u0670]';

-- made beside the old one, so that the queue is read meanwhile
create index queue_entry_of_institution_now on queue_entry (model_id, queue_fold(affiliation), turn_at desc)
    where state in ('APPROVED', 'REJECTED');
drop index queue_entry_of_institution;
alter index queue_entry_of_institution_now rename to queue_entry_of_institution;
