-- Whose browser it was, as a hash, and the page it was typed on: forms of every page are put aside now.
alter table kept_text add column sender text not null default '', add column page text not null default '' check (length(page) <= 2000);
