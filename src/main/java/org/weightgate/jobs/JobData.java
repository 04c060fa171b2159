package org.weightgate.jobs;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.people.Person;
import org.weightgate.people.PersonalData;
import org.weightgate.people.PersonalRows;

/// What this room knows of a person: the jobs they let in.
@ApplicationScoped
class JobData implements PersonalData {

    private static final int AFTER_DOWNLOADS = 35;

    private final PersonalRows rows;

    JobData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public int order() {
        return AFTER_DOWNLOADS;
    }

    @Override
    public Map<String, Object> of(Person person) {
        return Map.of("jobs", rows.read("""
                select m.namespace || '/' || m.name as model, j.issuer, j.subject, j.created_at as "since",
                    j.last_used_at as "lastUsed"
                from trusted_job j join model m on m.id = j.model_id where j.person_id = :person order by j.id""",
                person.id()));
    }

    @Override
    public void erase(Person person) {
        rows.change("delete from trusted_job where person_id = :person", person.id());
    }
}
