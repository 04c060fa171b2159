package org.weightgate.manifest;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A signature that is checked on a thread of its own while the files it covers are already read: elliptic curves take a fresh JVM
/// as long as hashing some hundred megabytes. Nothing is given out, and nothing remembered, before [#require] returns.
final class SignatureCheck {

    private final FutureTask<SignedStatement> task;

    private SignatureCheck(FutureTask<SignedStatement> task) {
        this.task = task;
    }

    /// Begins to check that a trusted key signed `manifest`.
    static SignatureCheck begin(ModelSignature signature, TrustedKeys trust, byte[] manifest) {
        var task = new FutureTask<>(() -> {
            SignedStatement statement = signature.verify(trust);
            statement.requireManifest(manifest);
            return statement;
        });
        Thread.ofPlatform().daemon().name("signature-check").start(task);
        return new SignatureCheck(task);
    }

    /// What was signed, when it is known to be.
    SignedStatement require() throws VerificationException {
        try {
            return task.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("verifying was interrupted");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof VerificationException refused) {
                throw refused;
            }
            throw new IllegalStateException("checking the signature failed", failure);
        }
    }

    /// Throws if it is known not to be good, without waiting.
    void stopIfRefused() throws VerificationException {
        if (task.isDone()) {
            require();
        }
    }
}
