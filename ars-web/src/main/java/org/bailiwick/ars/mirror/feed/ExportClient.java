package org.bailiwick.ars.mirror.feed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.outbound.ClientIdentity;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.GuardedSession;
import org.bailiwick.node.trust.VerificationKeys;

/**
 * Asks partners' registries for pages of their exports, as the guarded client does: https only, the
 * configured origin alone, no redirect, bounded size and time. It shows this node's client
 * certificate.
 */
final class ExportClient {
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int OK = 200;

  /** How long the partner may hold the request, and how much longer its answer may take. */
  static final Duration WAIT = Duration.ofSeconds(10);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path tlsFolder;
  private final GuardedFetch fetch;
  private final Clock clock;
  private final Map<Agreement.Source, VerificationKeys> keys = new ConcurrentHashMap<>();

  /** {@code tlsFolder} has the node's client certificate, which may be renewed at any time. */
  ExportClient(Path tlsFolder, GuardedFetch fetch, Clock clock) {
    this.tlsFolder = tlsFolder;
    this.fetch = fetch;
    this.clock = clock;
  }

  /** A connection for one page, which another thread may close. */
  GuardedSession open(Agreement.Source source) {
    try {
      return GuardedSession.open(
          source.registry(),
          new GuardedSession.Tls(source.tlsAnchors(), Optional.of(ClientIdentity.read(tlsFolder))),
          MOST_BYTES,
          WAIT.plus(PATIENCE));
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "own-certificate",
          "This node's client certificate cannot be read",
          e);
    }
  }

  /**
   * The page as the partner answers.
   *
   * @throws ProblemException dependency-unavailable; the check says why
   */
  String page(GuardedSession session, Agreement.Source source, PageCheck.Asked asked) {
    String after = asked.position().isEmpty() ? "" : "&after=" + asked.position();
    URI uri =
        URI.create(
            source.registry() + "/v1/exports?wait=" + WAIT + "&nonce=" + asked.nonce() + after);
    HttpResponse<byte[]> answer =
        session.send(
            HttpRequest.newBuilder(uri)
                .timeout(WAIT.plus(PATIENCE))
                .header("Accept", "application/jwt")
                .build());
    if (answer.statusCode() != OK) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "export-status-" + answer.statusCode(),
          "The partner's registry refuses");
    }
    return new String(answer.body(), StandardCharsets.US_ASCII);
  }

  /** The keys of the partner. */
  JwtKeys keys(Agreement.Source source) {
    return keys.computeIfAbsent(source, named -> new VerificationKeys(() -> jwks(named), clock));
  }

  /** Forgets keys of a partner that is read no longer, or from elsewhere. */
  void forget(Agreement.Source source) {
    keys.remove(source);
  }

  private byte[] jwks(Agreement.Source source) {
    if (source.jwksUri().isPresent()) {
      return fetch.getConfigured(source.jwksUri().get(), source.tlsAnchors());
    }
    try {
      return Files.readAllBytes(source.jwksFile().orElseThrow());
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "issuer-keys-file",
          "The partner's keys cannot be read",
          e);
    }
  }
}
