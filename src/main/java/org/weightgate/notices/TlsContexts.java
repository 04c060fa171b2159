package org.weightgate.notices;

import javax.net.ssl.SSLContext;

import io.quarkus.tls.TlsConfigurationRegistry;

/// TLS as an operator has configured it under a name.
final class TlsContexts {

    private TlsContexts() {
    }

    static SSLContext of(TlsConfigurationRegistry registry, String name) {
        try {
            return registry.get(name)
                    .orElseThrow(() -> new IllegalStateException("there is no quarkus.tls." + name + " configuration"))
                    .createSSLContext();
        } catch (Exception e) {
            throw new IllegalStateException("quarkus.tls." + name + " cannot be used for mail", e);
        }
    }
}
