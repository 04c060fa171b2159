package org.weightgate.people;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

/// What this room knows of a person: the copy of their account, tokens, devices, roles, and what they did.
@ApplicationScoped
class AccountData implements PersonalData {

    private static final int LAST = 1000;

    private final PersonalRows rows;
    private final BanCheck bans;

    AccountData(PersonalRows rows, BanCheck bans) {
        this.rows = rows;
        this.bans = bans;
    }

    @Override
    public int order() {
        return LAST;
    }

    @Override
    public Map<String, Object> of(Person person) {
        return Map.of(
                "account", rows.read("""
                        select id, issuer, subject, username, display_name as name, email, email_verified as "emailVerified",
                            realm_roles as roles, created_at as "firstSeen", last_seen_at as "lastSeen"
                        from person where id = :person""", person.id()),
                "accessTokens", rows.read("""
                        select name, scopes, created_at as "created", expires_at as "expires", last_used_at as "lastUsed",
                            revoked_at as "revoked"
                        from access_token where person_id = :person order by created_at""", person.id()),
                "devices", rows.read("""
                        select client_id as client, state, asked_scopes as asked, allowed_scopes as allowed,
                            created_at as "created"
                        from device_login where person_id = :person order by created_at""", person.id()),
                "modelRoles", rows.read("""
                        select m.namespace || '/' || m.name as model, r.role from model_role r join model m on m.id = r.model_id
                        where r.person_id = :person order by 1, 2""", person.id()),
                "organisations", rows.read("""
                        select organisation_key as organisation from person_organisation where person_id = :person
                        order by 1""", person.id()),
                "whatYouDid", rows.read("""
                        select type, at, stream as about from event where actor = :person order by at, stream, seq""",
                        person.id()));
    }

    /// A banned person's account stays known while a ban holds, or it would end by erasing them.
    @Override
    public void erase(Person person) {
        rows.change("delete from device_login where person_id = :person", person.id());
        rows.change("delete from kept_form where person_id = :person", person.id());
        rows.change("""
                delete from kept_text where sender = (
                    select encode(sha256(convert_to(issuer || ' ' || subject, 'UTF8')), 'hex') from person
                    where id = :person)""", person.id());
        rows.change("delete from model_role where person_id = :person", person.id());
        rows.change("""
                update access_token set name = 'erased', revoked_at = coalesce(revoked_at, now())
                where person_id = :person""", person.id());
        if (bans.all(person).isEmpty()) {
            forget(person);
        }
        rows.change("""
                update person set username = 'erased', display_name = 'Erased person', email_verified = false,
                    realm_roles = '{}', erased_at = now()
                where id = :person""", person.id());
    }

    void forget(Person person) {
        rows.change("delete from person_organisation where person_id = :person", person.id());
        rows.change("update ban set shown = 'erased', value = 'erased' where person_id = :person", person.id());
        rows.change("update person set issuer = 'erased', subject = cast(id as text), email = '' where id = :person",
                person.id());
    }
}
