package org.weightgate.jobs;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.people.TokenExchange;
import org.weightgate.web.PortalUrl;

/// Gives a job a token of ours for the identity its own system gave it (RFC 8693).
@ApplicationScoped
class JobExchange implements TokenExchange {

    private static final Set<String> TYPES = Set.of("urn:ietf:params:oauth:token-type:id_token",
            "urn:ietf:params:oauth:token-type:jwt");
    private static final int LONGEST_TOKEN = 16_384;
    private static final int LONGEST_RESOURCE = 255;

    private final JobIssuers issuers;
    private final JobDesk desk;
    private final JobsConfig config;
    private final String page;

    JobExchange(JobIssuers issuers, JobDesk desk, JobsConfig config,
            PortalUrl portal) {
        this.issuers = issuers;
        this.desk = desk;
        this.config = config;
        this.page = portal.to("/tokens/jobs");
    }

    @Override
    public Answer exchange(String subjectToken, String subjectTokenType, String resource) {
        if (!TYPES.contains(subjectTokenType) || subjectToken.length() > LONGEST_TOKEN || subjectToken.isBlank()) {
            return invalid("Send the job's identity, a signed JWT, as subject_token and "
                    + "urn:ietf:params:oauth:token-type:id_token as subject_token_type.");
        }
        if (resource.isBlank() || resource.length() > LONGEST_RESOURCE) {
            return new Answer.Refused(400, "invalid_target",
                    "Give the user name of who let the job in as resource, or one model (NAMESPACE/NAME).");
        }
        return switch (issuers.read(subjectToken, desk.now())) {
            case JobIssuers.Reading.Unproved(var why) -> invalid(why);
            case JobIssuers.Reading.Unreachable(var issuer) -> new Answer.Refused(503, "temporarily_unavailable",
                    "The keys of " + issuer + " cannot be fetched now. Try again in a minute.");
            case JobIssuers.Reading.Proved(var job) -> answer(job, desk.open(job, resource), resource);
        };
    }

    private Answer answer(JobIdentity job, JobDesk.Opened opened, String resource) {
        return switch (opened.decision()) {
            case JobDecision.Accepted _ -> new Answer.Issued(opened.secret(), config.tokenLife().toSeconds());
            case JobDecision.Several _ -> new Answer.Refused(400, "invalid_target",
                    "Several people let this job in: give one's user name as resource.");
            case JobDecision.Unknown _ -> new Answer.Refused(400, "invalid_target", "Nobody with access has let the job "
                    + job.subject() + " of " + job.issuer() + " download " + resource + ". Do so at " + page);
            case JobDecision.WithoutAccess(var model) -> new Answer.Refused(400, "invalid_target",
                    "Who let this job in has no access to " + model + " at the moment. They see why at " + page);
        };
    }

    private static Answer invalid(String description) {
        return new Answer.Refused(400, "invalid_request", description);
    }
}
