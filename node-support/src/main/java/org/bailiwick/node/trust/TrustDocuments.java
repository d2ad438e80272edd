package org.bailiwick.node.trust;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.PlainFetch;

/** The source of trust documents: the authority, or the copies of an earlier run. */
interface TrustDocuments {
  String BUNDLE_FILE = "spiffe-bundle.json";

  /** The certificate published under this name, DER. */
  byte[] issuer(String name) throws IOException;

  /** The trust bundle, JSON. */
  byte[] bundle() throws IOException;

  /**
   * The authority's documents. Issuer certificates come over plain HTTP: each is checked by
   * fingerprint or signature, and before them no TLS server could be authenticated. The bundle
   * comes over TLS.
   */
  record Remote(PlainFetch plain, URI authorityUrl, NodeHttp http, SpiffeId authority)
      implements TrustDocuments {
    static final int MAX_CERTIFICATE = 64 * 1024;

    private static final int OK = 200;

    @Override
    public byte[] issuer(String name) {
      return plain.get("/issuers/" + name + ".cer");
    }

    @Override
    public byte[] bundle() throws IOException {
      URI uri = URI.create(authorityUrl + "/.well-known/spiffe-bundle");
      HttpResponse<byte[]> answer = http.send(HttpRequest.newBuilder(uri).build(), authority);
      if (answer.statusCode() != OK) {
        throw new IOException(uri + " answered " + answer.statusCode());
      }
      return answer.body();
    }
  }

  /** Copies in a folder, which are checked like the originals when they are read. */
  record Kept(Path folder) implements TrustDocuments {
    @Override
    public byte[] issuer(String name) throws IOException {
      return Files.readAllBytes(folder.resolve(name + ".cer"));
    }

    @Override
    public byte[] bundle() throws IOException {
      return Files.readAllBytes(folder.resolve(BUNDLE_FILE));
    }

    void keep(Map<String, byte[]> documents) throws IOException {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> document : documents.entrySet()) {
        Path part = folder.resolve(document.getKey() + ".part");
        Files.write(part, document.getValue());
        Files.move(part, folder.resolve(document.getKey()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }
}
