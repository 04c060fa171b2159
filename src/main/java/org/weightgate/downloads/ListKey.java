package org.weightgate.downloads;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;

/// Signs the addresses of one list, one by one, and is thrown away with it. Whoever has one address cannot make another, and
/// whoever reads the database can make none.
final class ListKey {

    private static final String ALGORITHM = "Ed25519";

    private final UUID list;
    private final KeyPair pair;

    private ListKey(UUID list, KeyPair pair) {
        this.list = list;
        this.pair = pair;
    }

    static ListKey of(UUID list) {
        try {
            return new ListKey(list, KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no Ed25519", e);
        }
    }

    byte[] publicKey() {
        return pair.getPublic().getEncoded();
    }

    /// 86 characters that open this one file.
    String sign(String path) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(message(list, path));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing an address failed", e);
        }
    }

    static boolean opens(byte[] publicKey, UUID list, String path, String text) {
        try {
            byte[] given = Base64.getUrlDecoder().decode(text);
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicKey)));
            signature.update(message(list, path));
            return signature.verify(given);
        } catch (IllegalArgumentException | GeneralSecurityException _) {
            return false;
        }
    }

    private static byte[] message(UUID list, String path) {
        return ("weightgate download list 1\n" + list + "\n" + path).getBytes(StandardCharsets.UTF_8);
    }
}
