-- so that what is put aside for strangers cannot all come from one network
alter table kept_text add column network text not null default '';
