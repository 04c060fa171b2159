package org.weightgate.loader.transfer;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Objects;

import org.weightgate.manifest.Printable;

/// Words for what went wrong on the wire.
final class Failure {

    private Failure() {
    }

    static String text(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "the name is unknown";
            }
            if (cause instanceof InvalidAlgorithmParameterException) {
                return "no certificate authority can be read from javax.net.ssl.trustStore; a PKCS#12 file needs"
                        + " -Djavax.net.ssl.trustStorePassword=... beside it in JDK_JAVA_OPTIONS";
            }
            if (cause instanceof CertificateException || cause instanceof CertPathBuilderException) {
                return "its certificate is not trusted by this Java; where a network has its own authority, set JDK_JAVA_OPTIONS to"
                        + " -Djavax.net.ssl.trustStore=FILE -Djavax.net.ssl.trustStorePassword=PASSWORD";
            }
        }
        return switch (failure) {
            case HttpTimeoutException _ -> "no answer in time";
            case SocketTimeoutException _ -> "no answer in time";
            case ConnectException _ -> "no connection";
            case IOException cut when "Premature EOF".equals(cut.getMessage()) -> "the connection ended in the middle";
            default -> Printable.of(Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName()), 200);
        };
    }

    static TransferException interrupted() {
        Thread.currentThread().interrupt();
        return new TransferException("Stopped. Run the same command again to go on.");
    }
}
