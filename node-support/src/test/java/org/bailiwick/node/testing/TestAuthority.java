package org.bailiwick.node.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;

/**
 * The published side of an authority: documents on a plain and a TLS server, each replaceable, any
 * may be absent.
 */
public final class TestAuthority implements AutoCloseable {
  public static final SpiffeId ID = SpiffeId.parse("spiffe://bailiwick.example/node/authority");

  private final TestCa ca;
  private final ConcurrentMap<String, byte[]> documents = new ConcurrentHashMap<>();
  private final TestServer plain = TestServer.plain();
  private final TestServer secured;

  public TestAuthority(TestCa ca) {
    this.ca = ca;
    this.secured =
        TestServer.secured(
            ca.nodeServer("authority")
                .tls(new SpiffeTrustManager(() -> Set.of(ca.operatorCa()), id -> true)));
    plain.on("/", this::document);
    secured.on("/", this::document);
    publish("/issuers/root.cer", der(ca.root()));
    publish("/issuers/issuing-1.cer", der(ca.issuing()));
    publishBundle(1, ca.root());
  }

  private void document(HttpExchange exchange) throws IOException {
    byte[] body = documents.get(exchange.getRequestURI().getPath());
    if (body == null) {
      TestServer.answer(exchange, 404, new byte[0]);
    } else {
      TestServer.answer(exchange, 200, body);
    }
  }

  public void publish(String path, byte[] document) {
    documents.put(path, document);
  }

  public void withdraw(String path) {
    documents.remove(path);
  }

  public void publishBundle(long sequence, X509Certificate... anchors) {
    String keys =
        List.of(anchors).stream().map(TestAuthority::key).collect(Collectors.joining(","));
    publishBundle(keys, List.of("issuing-1"), sequence);
  }

  /** The bundle with these entries beside the root's. */
  public void publishKeys(long sequence, String... entries) {
    String keys = key(ca.root()) + "," + String.join(",", entries);
    publishBundle(keys, List.of("issuing-1"), sequence);
  }

  /** The bundle with other issuers below the root. */
  public void publishIssuers(long sequence, String... issuers) {
    publishBundle(key(ca.root()), List.of(issuers), sequence);
  }

  /** The bundle with these operator CAs, each name with its endorsement, "" for none. */
  public void publishOperatorCas(long sequence, Map<String, String> endorsements) {
    String listed =
        endorsements.entrySet().stream()
            .map(
                each ->
                    "{\"issuer_id\":\"%s\",\"endorsement\":\"%s\"}"
                        .formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(","));
    String json =
        "{\"keys\":[%s],\"bailiwick_issuers\":[\"issuing-1\"],\"bailiwick_operator_cas\":[%s],"
            + "\"spiffe_sequence\":%d}";
    publish(
        "/.well-known/spiffe-bundle",
        json.formatted(key(ca.root()), listed, sequence).getBytes(StandardCharsets.UTF_8));
  }

  /** The bundle with these anchors, these names of roots, and two issuing CAs. */
  public void publishRoots(long sequence, List<X509Certificate> anchors, String... names) {
    String keys = anchors.stream().map(TestAuthority::key).collect(Collectors.joining(","));
    String json =
        "{\"keys\":[%s],\"bailiwick_roots\":[\"%s\"],"
            + "\"bailiwick_issuers\":[\"issuing-1\",\"issuing-2\"],\"spiffe_sequence\":%d}";
    publish(
        "/.well-known/spiffe-bundle",
        json.formatted(keys, String.join("\",\"", names), sequence)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String key(X509Certificate anchor) {
    String x5c = Base64.getEncoder().encodeToString(der(anchor));
    return "{\"kty\":\"EC\",\"use\":\"x509-svid\",\"x5c\":[\"" + x5c + "\"]}";
  }

  private void publishBundle(String keys, List<String> issuers, long sequence) {
    String names = issuers.stream().map(name -> '"' + name + '"').collect(Collectors.joining(","));
    String json =
        "{\"keys\":[%s],\"bailiwick_issuers\":[%s],\"spiffe_sequence\":%d}"
            .formatted(keys, names, sequence);
    publish("/.well-known/spiffe-bundle", json.getBytes(StandardCharsets.UTF_8));
  }

  public TestServer secured() {
    return secured;
  }

  public URI url() {
    return secured.base();
  }

  public URI plainUrl() {
    return plain.base();
  }

  public String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der(ca.root())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder gets a node's client certificate and the operator CA's file. */
  public Path prepare(Path folder) {
    try {
      TestLeaf node = ca.node("domain");
      Files.writeString(folder.resolve("client.key"), Pem.of(node.key()));
      Files.writeString(folder.resolve("client.pem"), Pem.of(node.chain()));
      return Files.write(folder.resolve("operator-ca.cer"), der(ca.operatorCa()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that knows the root already. */
  public NodeHttp client(Path prepared) {
    return new NodeHttp(NodeHttpSettings.of(prepared), () -> Set.of(ca.root()));
  }

  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    plain.close();
    secured.close();
  }
}
