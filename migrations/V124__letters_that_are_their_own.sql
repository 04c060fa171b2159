-- As before; and letters that Unicode does not take apart are found by the plain ones people type in their place, the Greek sigma
-- at the end of a word as any other, and Arabic names without the hamza and vowel signs many leave out.
create or replace function queue_fold(words text) returns text language sql immutable parallel safe as $$
    select btrim(regexp_replace(
        case when octet_length(words) = length(words) then lower(words collate "pg_c_utf8")
             else replace(replace(replace(replace(translate(
                 lower(regexp_replace(normalize(words, nfkd), '[\u0300-\u036f\u064b-\u065f\u0670]', '', 'g') collate "pg_c_utf8"),
                 'øđðłħŧıŋĸƀɓƈɗɖƌƒɠǥɣƙɨɩȷɲɔɵƥƭʈʉʊʋƴƶəǝɛς', 'oddlhtinkbbcdddfgggkiijnoopttuuvyzeeeσ'),
                 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') end,
        '\s+', ' ', 'g'))
$$;
