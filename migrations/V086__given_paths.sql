-- Whether a grant was given a file within the hour is asked for every file of every ticket. Tickets of one grant come by the hundred
-- when a cluster shares it, so the answer must not mean reading all of them.
create index url_mint_given on url_mint (grant_id, release_id, path, minted_at);
