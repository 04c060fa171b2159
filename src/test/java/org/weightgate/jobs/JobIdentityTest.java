package org.weightgate.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobIdentityTest {

    @Test
    void aJobIsNamedExactlyOrByItsGroup() {
        var job = new JobIdentity("https://ci.example.org", "repo:lab/eval:ref:refs/heads/main");

        assertThat(job.names()).containsExactly("repo:lab/eval:ref:refs/heads/main", "repo:lab/eval:*",
                "repo:lab/eval:ref:*");
        assertThat(new JobIdentity("https://ci.example.org", "a1b2").names()).containsExactly("a1b2");
        assertThat(new JobIdentity("https://ci.example.org", "system:serviceaccount:lab:eval").names())
                .containsExactly("system:serviceaccount:lab:eval", "system:serviceaccount:lab:*");
    }

    @Test
    void aGroupIsNeverEverybody() {
        assertThat(new String[] { "repo:lab/eval:*", "project_path:group/project:*", "system:serviceaccount:lab:*",
                "system:serviceaccount:lab:eval", "repo:lab/eval:ref:refs/heads/main",
                "0b5c7c0e-3c77-4b0a-9d0e-1f2a3b4c5d6e" }).allMatch(JobIdentity::isNameable);
        assertThat(new String[] { "", "*", "repo:*", ":*", "repo::*", "system:serviceaccount:*", "repo:lab/*",
                "repo:lab/eval:*:x", "repo:*:eval:*", "a b",
                "repo:lab/eval:re*", "é", "a\n", "a".repeat(501) }).noneMatch(JobIdentity::isNameable);
    }

    @Test
    void aJobThatCallsItselfAGroupOrByWhatCannotBeTypedIsNobodys() {
        assertThat(new String[] { "a", "repo:lab/eval:ref:refs/heads/main", "a".repeat(500) })
                .allMatch(subject -> new JobIdentity("https://ci.example.org", subject).isOne());
        assertThat(
                new String[] { "repo:lab/eval:*", "repo:*:main", "*", "", "a b", "a\0b", "a\n", "a\u007fb", "é", "😀", "\ud83d",
                        "a".repeat(501) })
                .noneMatch(subject -> new JobIdentity("https://ci.example.org", subject).isOne());
    }
}
