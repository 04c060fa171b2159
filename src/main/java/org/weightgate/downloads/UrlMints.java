package org.weightgate.downloads;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class UrlMints implements PanacheRepositoryBase<UrlMint, UUID> {
}
