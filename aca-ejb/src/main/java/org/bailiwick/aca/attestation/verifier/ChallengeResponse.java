package org.bailiwick.aca.attestation.verifier;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.bailiwick.aca.attestation.token.ConveyedToken;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.GuardedSession;

/**
 * One session of Veraison's challenge-response API, version 1
 * (github.com/veraison/docs/api/challenge-response): opens it with the authority's nonce, sends the
 * evidence, polls for the result, and deletes it.
 */
final class ChallengeResponse implements AutoCloseable {

  private static final StructuredLog LOG = StructuredLog.of(ChallengeResponse.class);

  private static final String SESSION = "application/vnd.veraison.challenge-response-session+json";
  private static final int LONGEST_ANSWER = 256 * 1024;
  private static final int LONGEST_RESULT = 64 * 1024;
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private final GuardedSession http;
  private final URI session;
  private final Claims firstState;

  private ChallengeResponse(GuardedSession http, URI session, Claims firstState) {
    this.http = http;
    this.session = session;
    this.firstState = firstState;
  }

  /** Opens a session for the authority's nonce, which is base64url without padding. */
  static ChallengeResponse open(TrustedVerifier verifier, String nonce) {
    URI service = verifier.service().orElseThrow();
    GuardedSession http =
        GuardedSession.open(service, verifier.tlsAnchors(), LONGEST_ANSWER, verifier.timeout());
    try {
      // Veraison's decoder requires the padding, and others accept it.
      String query = URLEncoder.encode(padded(nonce), StandardCharsets.US_ASCII);
      URI start = URI.create(service + "/newSession?nonce=" + query);
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(start)
                  .header("Accept", SESSION)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build());
      if (answer.statusCode() != CREATED) {
        throw unusable("verifier-session", "The Verifier opened no session.");
      }
      URI location = start.resolve(location(answer));
      ChallengeResponse opened = new ChallengeResponse(http, location, state(answer));
      opened.requireNonce(nonce);
      return opened;
    } catch (RuntimeException failed) {
      http.close();
      throw failed;
    }
  }

  /** The Verifier's signed result for this evidence, not yet verified. */
  String appraise(ConveyedToken evidence) {
    if (!firstState.texts("accept").stream()
        .map(ConveyedToken::bare)
        .anyMatch(evidence.mediaType()::equals)) {
      throw unusable("verifier-media-type", "The Verifier does not accept evidence of this kind.");
    }
    Claims state =
        asked(
            HttpRequest.newBuilder(session)
                .header("Accept", SESSION)
                .header("Content-Type", evidence.mediaType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(evidence.octets().bytes()))
                .build());
    while (state.text("status").equals("processing")) {
      http.pause(POLL_INTERVAL);
      state = asked(HttpRequest.newBuilder(session).header("Accept", SESSION).GET().build());
    }
    if (!state.text("status").equals("complete")) {
      throw unusable("verifier-failed", "The Verifier could not appraise the evidence.");
    }
    return state
        .find("result", LONGEST_RESULT)
        .orElseThrow(() -> unusable("verifier-result", "The Verifier gave no result."));
  }

  private Claims asked(HttpRequest request) {
    HttpResponse<byte[]> answer = http.send(request);
    if (answer.statusCode() != OK && answer.statusCode() != ACCEPTED) {
      throw unusable("verifier-status", "The Verifier answered with an unexpected status.");
    }
    return state(answer);
  }

  private void requireNonce(String nonce) {
    String echoed = firstState.text("nonce").replace('+', '-').replace('/', '_');
    try {
      Base64.Decoder decoder = Base64.getUrlDecoder();
      if (!MessageDigest.isEqual(decoder.decode(echoed), decoder.decode(nonce))) {
        throw unusable("verifier-nonce", "The Verifier's session is for another nonce.");
      }
    } catch (IllegalArgumentException notBase64) {
      throw unusable("verifier-nonce", "The Verifier's session is for another nonce.");
    }
  }

  private static URI location(HttpResponse<byte[]> answer) {
    try {
      return URI.create(answer.headers().firstValue("Location").orElse(":"));
    } catch (IllegalArgumentException missingOrNoUri) {
      throw unusable("verifier-location", "The Verifier does not say where its session is.");
    }
  }

  private static Claims state(HttpResponse<byte[]> answer) {
    return Claims.parse("verifier-session", answer.body());
  }

  private static String padded(String base64url) {
    return base64url + "=".repeat((4 - base64url.length() % 4) % 4);
  }

  private static ProblemException unusable(String check, String detail) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail);
  }

  /** Deletes the session; one that can't be deleted expires. */
  @Override
  public void close() {
    try {
      http.send(HttpRequest.newBuilder(session).DELETE().build());
    } catch (ProblemException notDeleted) {
      LOG.warn("attestation.session-not-deleted", Map.of("check", notDeleted.check()));
    } finally {
      http.close();
    }
  }
}
