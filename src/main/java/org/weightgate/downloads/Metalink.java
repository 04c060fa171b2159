package org.weightgate.downloads;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.weightgate.catalogue.Release;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.manifest.ModelSignature;

/// A release as a Metalink (RFC 5854): sizes, SHA-256 and the digests of the manifest's chunks, so that a download manager throws
/// away a damaged piece and not a file. The manifest and its signature come along.
final class Metalink {

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:metalink";

    private final Instant at;
    private final Manifest manifest;
    private final byte[] manifestBytes;
    private final byte[] signature;

    private Metalink(Instant at, Manifest manifest, byte[] manifestBytes, byte[] signature) {
        this.at = at;
        this.manifest = manifest;
        this.manifestBytes = manifestBytes;
        this.signature = signature;
    }

    static Metalink of(Release release, Instant now) {
        try {
            byte[] bytes = release.manifest();
            return new Metalink(now, ManifestReader.read(bytes), bytes, release.signature());
        } catch (ManifestFormatException damaged) {
            throw new IllegalStateException("the stored manifest of release " + release.id() + " is damaged", damaged);
        }
    }

    String write(UnaryOperator<String> address) {
        var bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("metalink");
            xml.writeDefaultNamespace(NAMESPACE);
            element(xml, "generator", "Weightgate");
            element(xml, "published", at.truncatedTo(ChronoUnit.SECONDS).toString());
            for (FileEntry file : manifest.files()) {
                begin(xml, file.path(), file.size(), file.sha256().hex());
                pieces(xml, file);
                end(xml, address.apply(file.path()));
            }
            whole(xml, Manifest.FILE_NAME, manifestBytes, address);
            whole(xml, ModelSignature.FILE_NAME, signature, address);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void whole(XMLStreamWriter xml, String path, byte[] bytes, UnaryOperator<String> address)
            throws XMLStreamException {
        begin(xml, path, bytes.length, Digest.sha256(bytes).hex());
        end(xml, address.apply(path));
    }

    private static void begin(XMLStreamWriter xml, String path, long size, String sha256) throws XMLStreamException {
        xml.writeStartElement("file");
        xml.writeAttribute("name", path);
        element(xml, "size", Long.toString(size));
        hash(xml, sha256, true);
    }

    private void pieces(XMLStreamWriter xml, FileEntry file) throws XMLStreamException {
        if (file.size() == 0) {
            return;
        }
        xml.writeStartElement("pieces");
        xml.writeAttribute("length", Integer.toString(manifest.chunkSize()));
        xml.writeAttribute("type", "sha-256");
        for (int chunk = 0; chunk < file.chunks().count(); chunk++) {
            hash(xml, file.chunks().get(chunk).hex(), false);
        }
        xml.writeEndElement();
    }

    private static void end(XMLStreamWriter xml, String address) throws XMLStreamException {
        element(xml, "url", address);
        xml.writeEndElement();
    }

    private static void hash(XMLStreamWriter xml, String hex, boolean typed) throws XMLStreamException {
        xml.writeStartElement("hash");
        if (typed) {
            xml.writeAttribute("type", "sha-256");
        }
        xml.writeCharacters(hex);
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }
}
