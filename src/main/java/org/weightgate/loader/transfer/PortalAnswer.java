package org.weightgate.loader.transfer;

import org.weightgate.manifest.JsonObject;
import org.weightgate.manifest.ManifestFormatException;

/// An answer of any status, read whole.
final class PortalAnswer {

    private final int status;
    private final byte[] body;
    private final String contentType;

    PortalAnswer(int status, byte[] body, String contentType) {
        this.status = status;
        this.body = body;
        this.contentType = contentType;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    boolean isJson() {
        return contentType.contains("json");
    }

    JsonObject json() throws TransferException {
        try {
            return JsonObject.parse("the portal's answer", body, Portal.ANSWER_BYTES);
        } catch (ManifestFormatException broken) {
            throw Portal.unexpected(broken);
        }
    }
}
