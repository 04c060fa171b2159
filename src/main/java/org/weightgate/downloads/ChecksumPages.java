package org.weightgate.downloads;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.annotation.security.PermitAll;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;

import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.Releases;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;

/// What `sha256sum -c` reads: the digests in the manifest, which everybody may read as long as the release is open.
@Path("/models/{namespace}/{name}/releases/{version}")
@PermitAll
@Produces("text/plain;charset=UTF-8")
class ChecksumPages {

    private final Models models;
    private final Releases releases;

    ChecksumPages(Models models, Releases releases) {
        this.models = models;
        this.releases = releases;
    }

    @GET
    @Path("SHA256SUMS")
    @Transactional
    public String sums(@PathParam("namespace") String namespace, @PathParam("name") String name,
            @PathParam("version") String version) {
        return digests(releases.requireOpen(models.require(namespace, name), version)).entrySet().stream()
                .map(file -> file.getValue() + "  " + file.getKey() + "\n").collect(Collectors.joining());
    }

    private Map<String, String> digests(Release release) {
        var digests = new LinkedHashMap<String, String>();
        releases.files(release).forEach(file -> digests.put(file.path(), file.sha256()));
        digests.put(Manifest.FILE_NAME, release.manifestSha256());
        digests.put(ModelSignature.FILE_NAME, Digest.sha256(release.signature()).hex());
        return digests;
    }
}
