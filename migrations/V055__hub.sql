-- How a right was put to use. A probe (npm's hub client asks for the first byte of every file) is no download.
alter table url_mint add column way text not null default 'TICKET'
    check (way in ('TICKET', 'BROWSER', 'HUB', 'HUB_PROBE', 'SERVED', 'DOWNLOAD_LIST'));

-- Git's name for the content of a small file, as Hugging Face clients expect it beside the file.
create table small_file (
    model_id uuid not null references model (id),
    sha256   text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    git_sha1 text not null check (git_sha1 ~ '^[0-9a-f]{40}$'),
    primary key (model_id, sha256)
);
