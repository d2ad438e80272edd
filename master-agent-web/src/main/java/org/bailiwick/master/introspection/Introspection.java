package org.bailiwick.master.introspection;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.outbound.ClientIdentity;
import org.bailiwick.node.outbound.GuardedSession;
import org.bailiwick.node.trust.accesstokens.IntrospectionTerms;

/**
 * Asks a partner's server whether a token is active (RFC 7662 section 2), as the client that its
 * description names: by a secret, or by this node's client certificate (RFC 8705 section 2).
 */
final class Introspection {

  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int MOST = 16 * 1024;
  private static final int OK = 200;

  private final Path tlsFolder;

  /**
   * @param tlsFolder has the node's client certificate and its key, which are read when needed
   */
  Introspection(Path tlsFolder) {
    this.tlsFolder = tlsFolder;
  }

  /**
   * The members of the server's answer; empty if the token is not active.
   *
   * @throws ProblemException dependency-unavailable when the server gives no usable answer within
   *     three seconds
   */
  Optional<Map<String, Object>> ask(TokenServer server, String compact) {
    IntrospectionTerms terms = server.terms().introspection().orElseThrow();
    HttpRequest request = request(terms, compact);
    GuardedSession.Tls tls =
        new GuardedSession.Tls(
            server.server().tlsAnchors(),
            terms.secretFile().isPresent() ? Optional.empty() : Optional.of(identity()));
    try (GuardedSession session = GuardedSession.open(terms.uri(), tls, MOST, LIMIT)) {
      return read(session.send(request));
    } catch (ProblemException e) {
      throw e.check().startsWith("introspection-") ? e : unavailable("unreachable", e);
    }
  }

  private static HttpRequest request(IntrospectionTerms terms, String compact) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(terms.uri())
            .timeout(LIMIT)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json");
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", compact);
    form.put("token_type_hint", "access_token");
    if (terms.secretFile().isPresent()) {
      request.header("Authorization", basic(terms.clientId(), secret(terms.secretFile().get())));
    } else {
      form.put("client_id", terms.clientId());
    }
    return request.POST(HttpRequest.BodyPublishers.ofString(encoded(form))).build();
  }

  /** RFC 6749 section 2.3.1. */
  private static String basic(String clientId, String secret) {
    String pair = encoded(clientId) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String secret(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw unavailable("secret", e);
    }
  }

  private ClientIdentity identity() {
    try {
      return ClientIdentity.read(tlsFolder);
    } catch (IOException e) {
      throw unavailable("certificate", e);
    }
  }

  private static Optional<Map<String, Object>> read(HttpResponse<byte[]> answer) {
    if (answer.statusCode() != OK) {
      throw unavailable("status", null);
    }
    Map<String, Object> members;
    try {
      members = StrictJson.members(StrictJson.text(answer.body()));
    } catch (ProblemException e) {
      throw unavailable("form", e);
    }
    if (!(members.get("active") instanceof Boolean isActive)) {
      throw unavailable("form", null);
    }
    return isActive ? Optional.of(members) : Optional.empty();
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static ProblemException unavailable(String check, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "introspection-" + check,
        "The token's server gives no usable answer.",
        cause);
  }
}
