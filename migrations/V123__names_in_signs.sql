-- as before; names in signs that are words are also found written together, as their bearers write them: sign-in services put
-- a space between the two parts of a name
create or replace function queue_name_terms(name text) returns text language plpgsql immutable strict parallel safe as $$
declare
    folded text := left(queue_fold(name), 200);
    whole  text := normalize(folded, nfc);
    joined text := regexp_replace(whole, '([\u2e80-\ud7ff]) (?=[\u2e80-\ud7ff])', '\1', 'g');
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
        if joined <> whole then
            terms := terms || E'\n' || normalize(joined, nfkd);
        end if;
    end if;
    return terms;
end
$$;
update queue_entry q set terms = s.terms from queue_source s
where s.request_id = q.request_id and q.applicant_name ~ '[\u2e80-\ud7ff]\s[\u2e80-\ud7ff]' and q.terms <> s.terms;
