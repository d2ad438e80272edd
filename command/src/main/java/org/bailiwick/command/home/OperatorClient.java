package org.bailiwick.command.home;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.client.dpop.BoundToken;
import org.bailiwick.client.http.ConnectionFault;
import org.bailiwick.command.message.FailureText;
import org.bailiwick.command.message.FileFault;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.contract.tls.TlsCredential;
import org.bailiwick.node.outbound.BoundedExchange;
import org.bailiwick.node.outbound.BoundedExchange.Fault;

/**
 * Calls a component as one operator, by mutual TLS, or as a person with a token that is bound to a
 * key; the node must prove its SPIFFE id under the home's own root. Answers are bounded in size and
 * time. A refusal is an {@link IllegalStateException} with the title and detail of its problem
 * document (RFC 9457).
 */
public final class OperatorClient {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER = 16 * 1024 * 1024;

  /** The limit for a request for which the node reads a whole ledger. */
  public static final Duration LONG = Duration.ofMinutes(10);

  private static final int UNAUTHORIZED = 401;
  private static final int NO_CONTENT = 204;

  private final HttpClient http;
  private final URI base;
  private final Optional<BoundToken> token;

  /** What the node has asked for in the proofs of the token. */
  private Optional<String> nonce = Optional.empty();

  private OperatorClient(HttpClient http, URI base, Optional<BoundToken> token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  static OperatorClient open(Path home, String operator, Component component) {
    AuthorityHome.read(home); // says that there is no home, before a file in it is missed
    try {
      KeyManager[] keys = keys(home.resolve("operators"), operator);
      return open(home, keys, Optional.empty(), component);
    } catch (NoSuchFileException e) {
      throw OperatorFiles.missing(home, operator, e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot act as %s of %s: %s".formatted(operator, home, FileFault.text(e)), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot act as " + operator + " of " + home + ": " + e, e);
    }
  }

  /** Calls as the person who shows this token, without a certificate. */
  static OperatorClient open(Path home, BoundToken token, Component component) {
    try {
      return open(home, null, Optional.of(token), component);
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot call the nodes of " + home + ": " + FileFault.text(e), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot call the nodes of " + home + ": " + e, e);
    }
  }

  private static OperatorClient open(
      Path home, KeyManager[] keys, Optional<BoundToken> token, Component component)
      throws IOException, GeneralSecurityException {
    String domain = AuthorityHome.read(home).trustDomain();
    SSLContext tls = SSLContext.getInstance("TLS");
    TrustManager[] trust = {trust(home, domain, component.nodes())};
    tls.init(keys, trust, null);
    HttpClient http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    return new OperatorClient(http, component.baseUrl(home), token);
  }

  public JsonObject get(String path) {
    return send(request(path).GET().build());
  }

  public JsonObject get(String path, Duration limit) {
    return send(request(path).timeout(limit).GET().build());
  }

  public JsonObject delete(String path) {
    return send(request(path).DELETE().build());
  }

  public JsonObject post(String path, JsonObject body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  /** Sends octets of this media type. */
  public JsonObject post(String path, String type, byte[] body) {
    return send(
        request(path)
            .timeout(LONG)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  public JsonObject acceptAuditGap(String reason) {
    return post("/v1/audit/gaps", Json.createObjectBuilder().add("reason", reason).build());
  }

  public JsonObject acceptDifference(String row, String reason) {
    return post(
        "/v1/audit/differences",
        Json.createObjectBuilder().add("row", row).add("reason", reason).build());
  }

  /** Has the authority sign the manifest of an archive; the answer is the compact JWS. */
  public String signArchive(String manifest) {
    return post("/v1/audit/archives", Json.createObjectBuilder().add("manifest", manifest).build())
        .getString("statement");
  }

  /** Sends the PIN as the body itself, so that it is never in a String. */
  public JsonObject activate(char[] pin) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(pin));
    byte[] body = new byte[encoded.remaining()];
    encoded.get(body);
    encoded.clear();
    encoded.put(new byte[encoded.capacity()]);
    try {
      return send(
          request("/v1/hsm/activation")
              .header("Content-Type", "text/plain;charset=UTF-8")
              .POST(BodyPublishers.ofByteArray(body))
              .build());
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
  }

  private JsonObject send(HttpRequest request) {
    HttpResponse<byte[]> answer = answer(request);
    if (token.isPresent() && answer.statusCode() == UNAUTHORIZED && isNewNonce(answer)) {
      answer = answer(request);
    }
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    if (answer.statusCode() / 100 != 2) {
      throw refusal(answer.statusCode(), body);
    }
    return answer.statusCode() == NO_CONTENT
        ? JsonValue.EMPTY_JSON_OBJECT
        : OperatorJson.object(body);
  }

  private HttpResponse<byte[]> answer(HttpRequest request) {
    return BoundedExchange.await(
        BoundedExchange.begin(http, shown(request), MAX_ANSWER),
        request.timeout().orElse(LIMIT),
        this::unanswered);
  }

  /** The request with the token, if there is one, and a proof for it. */
  private HttpRequest shown(HttpRequest request) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request, (name, value) -> true);
    token.ifPresent(
        bound -> bound.headers(request.method(), request.uri(), nonce).forEach(builder::setHeader));
    return builder.build();
  }

  /** Whether the node has asked for another nonce than the proof had (RFC 9449 section 9). */
  private boolean isNewNonce(HttpResponse<byte[]> answer) {
    Optional<String> asked = answer.headers().firstValue("DPoP-Nonce");
    boolean isNew = asked.isPresent() && !asked.equals(nonce);
    nonce = asked.or(() -> nonce);
    return isNew;
  }

  private ProblemException unanswered(Fault fault, Throwable cause) {
    String said = cause.getMessage() == null ? fault.toString() : cause.getMessage();
    String reason = ConnectionFault.find(cause).orElse(said);
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "operator-call-" + fault,
        "No answer from " + base + ": " + reason,
        cause);
  }

  private static IllegalStateException refusal(int status, String body) {
    try {
      JsonObject problem = OperatorJson.object(body);
      return new IllegalStateException(
          "Refused (%d): %s. %s [%s]%s"
              .formatted(
                  status,
                  problem.getString("title", ""),
                  problem.getString("detail", ""),
                  problem.getString("instance", ""),
                  ProblemType.find(problem.getString("type", ""))
                      .map(FailureText::page)
                      .orElse("")));
    } catch (IllegalStateException notJson) {
      return new IllegalStateException("Refused (" + status + ") without a problem document");
    }
  }

  private static TrustManager trust(Path home, String domain, Set<String> nodes)
      throws IOException {
    X509Certificate root =
        Pem.certificates(Files.readAllBytes(home.resolve("root.pem"))).getFirst();
    Set<SpiffeId> ids =
        nodes.stream()
            .map(node -> SpiffeId.parse("spiffe://" + domain + "/node/" + node))
            .collect(Collectors.toSet());
    return new SpiffeTrustManager(() -> Map.of(root, ids::contains));
  }

  private static KeyManager[] keys(Path folder, String operator) throws IOException {
    List<X509Certificate> chain =
        Pem.certificates(Files.readAllBytes(folder.resolve(operator + ".pem")));
    PrivateKey key = Pem.privateKey(Files.readString(folder.resolve(operator + ".key")));
    return new KeyManager[] {TlsCredential.of(key, chain)};
  }
}
