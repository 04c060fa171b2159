-- One request is found by its number, however it is written.
create index queue_entry_number on queue_entry (ltrim(split_part(reference, '-', 3), '0'));

-- as before, and names in Hangul, which folding takes apart, from each of their syllables on
create or replace function queue_name_terms(name text) returns text language plpgsql immutable strict parallel safe as $$
declare
    folded text := left(queue_fold(name), 200);
    whole  text := normalize(folded, nfc);
    terms  text := folded;
    rest   text := folded;
begin
    for word in 1..8 loop
        exit when position(' ' in rest) = 0;
        rest := substr(rest, position(' ' in rest) + 1);
        terms := terms || E'\n' || rest;
    end loop;
    if whole ~ '[\u2e80-\ud7ff]' then
        for sign in 2..least(length(whole), 40) loop
            terms := terms || E'\n' || normalize(substr(whole, sign), nfkd);
        end loop;
    end if;
    return terms;
end
$$;
update queue_entry q set terms = s.terms from queue_source s
where s.request_id = q.request_id and q.applicant_name ~ '[\uac00-\ud7a3]' and q.terms <> s.terms;
