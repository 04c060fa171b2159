-- A ticket of ten thousand files writes ten thousand rows that all name one person, one grant and one release. Foreign keys look
-- each of them up for every row; here each is looked up once per statement, and locked against deletion until the commit as a
-- foreign key would.
alter table url_mint
    drop constraint url_mint_person_id_fkey,
    drop constraint url_mint_grant_id_fkey,
    drop constraint url_mint_release_id_fkey;

create function url_mint_names_what_exists() returns trigger language plpgsql as $$
declare
    named record;
begin
    for named in select distinct person_id, grant_id, release_id from written loop
        perform from person where id = named.person_id for key share;
        if not found then
            raise foreign_key_violation using message = 'url_mint names no person ' || named.person_id;
        end if;
        perform from access_grant where id = named.grant_id for key share;
        if not found then
            raise foreign_key_violation using message = 'url_mint names no grant ' || named.grant_id;
        end if;
        perform from release where id = named.release_id for key share;
        if not found then
            raise foreign_key_violation using message = 'url_mint names no release ' || named.release_id;
        end if;
    end loop;
    return null;
end $$;

create trigger url_mint_inserted after insert on url_mint referencing new table as written
    for each statement execute function url_mint_names_what_exists();
create trigger url_mint_updated after update on url_mint referencing new table as written
    for each statement execute function url_mint_names_what_exists();

-- What rows name is not deleted, nor called otherwise: the row's lock makes a deletion wait for tickets under way, and then it sees
-- their rows.
create function url_mint_keeps_what_it_names() returns trigger language plpgsql as $$
declare
    named boolean;
begin
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

create trigger person_named_in_url_mint before delete or update of id on person
    for each row execute function url_mint_keeps_what_it_names();
create trigger access_grant_named_in_url_mint before delete or update of id on access_grant
    for each row execute function url_mint_keeps_what_it_names();
create trigger release_named_in_url_mint before delete or update of id on release
    for each row execute function url_mint_keeps_what_it_names();

-- No question is asked by day alone.
drop index url_mint_day;
