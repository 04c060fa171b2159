-- Only at READ COMMITTED does the question below see rows that tickets wrote while the deletion waited for them.
create or replace function url_mint_keeps_what_it_names() returns trigger language plpgsql as $$
declare
    named boolean;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise feature_not_supported using message = 'delete what url_mint may name at read committed only';
    end if;
    case tg_table_name
        when 'person' then select exists (select from url_mint where person_id = old.id) into named;
        when 'access_grant' then select exists (select from url_mint where grant_id = old.id) into named;
        when 'release' then select exists (select from url_mint where release_id = old.id) into named;
    end case;
    if named then
        raise foreign_key_violation using message = tg_table_name || ' ' || old.id || ' is named in url_mint';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
