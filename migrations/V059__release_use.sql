-- A publisher's page counts who asked for a release lately.
create index url_mint_release on url_mint (release_id, minted_at) include (person_id);
