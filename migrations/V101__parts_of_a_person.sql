-- The requests somebody vouches for are found by who they are: lists that others read leave them out.
create index referee_address on referee (lower(email));
create index referee_invitation_person on referee_invitation (person_id) where person_id is not null;
