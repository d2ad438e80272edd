package org.bailiwick.broker.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.backend.CredentialUse;
import org.bailiwick.broker.credential.CallCredential;
import org.bailiwick.broker.credential.SentSecrets;
import org.bailiwick.broker.outbound.BackEndAnswerStream;
import org.bailiwick.broker.outbound.BackEndConnection;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.BackEndText;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;

/** The requests of one call, with one credential and one time limit. */
public final class HttpCall {
  private static final int UNAUTHORIZED = 401;

  /** The limit of rows is for tables; a document may have this many values for each. */
  private static final int VALUES_OF_A_ROW = 20;

  private final BackEndConnection connection;
  private final CallCredential credential;
  private final AssetLimits limits;
  private final Clock clock;
  private final Instant end;
  private final SentSecrets sent = new SentSecrets();

  HttpCall(
      BackEndConnection connection,
      CallCredential credential,
      AssetLimits limits,
      Clock clock,
      Instant deadline) {
    this.connection = connection;
    this.credential = credential;
    this.limits = limits;
    this.clock = clock;
    Instant bound = clock.instant().plus(limits.time());
    this.end = deadline.isBefore(bound) ? deadline : bound;
  }

  /** Requests without any credential, for a person who looks at what a server offers. */
  public static HttpCall anonymous(BackEndConnection connection, AssetLimits limits, Clock clock) {
    return new HttpCall(
        connection, new Nobody(), limits, clock, clock.instant().plus(limits.time()));
  }

  private record Nobody() implements CallCredential {
    @Override
    public CredentialUse use() {
      return new CredentialUse("none", "anonymous", Optional.empty());
    }

    @Override
    public BackEndRequest authenticate(BackEndRequest request, SentSecrets sent) {
      return request;
    }
  }

  /** The time that is left for requests. */
  public Duration left() {
    return Duration.between(clock.instant(), end);
  }

  /** The most octets of an answer. */
  public int bytes() {
    return limits.bytes();
  }

  /** Sends the request with the credential, and reads the whole answer. */
  public BackEndText exchange(BackEndRequest request) {
    BackEndText answer =
        connection.exchange(credential.authenticate(request, sent), left(), bytes());
    requireAccepted(answer.status());
    return answer;
  }

  /** Sends the request with the credential; the caller reads and closes the answer. */
  public BackEndAnswerStream open(BackEndRequest request) {
    BackEndAnswerStream answer = connection.open(credential.authenticate(request, sent), left());
    try {
      requireAccepted(answer.status());
      return answer;
    } catch (BackEndFault e) {
      answer.close();
      throw e;
    }
  }

  private void requireAccepted(int status) {
    if (status == UNAUTHORIZED) {
      throw credential.rejected()
          ? BackEndFault.notDone("credential-rejected", null)
          : BackEndFault.refused("credential-rejected", null);
    }
  }

  /**
   * Refuses an answer that repeats a secret, or has more JSON than the bounds allow.
   *
   * @return the JSON text
   * @throws BackEndFault answer-secret or answer-json
   */
  public String checked(String json) {
    try {
      JsonTexts.check(json, limits.rows() * VALUES_OF_A_ROW);
    } catch (ProblemException e) {
      throw BackEndFault.unusable("answer-json", e);
    }
    requireWithoutSecrets(json);
    return json;
  }

  /** Refuses a text that repeats a secret. */
  public void requireWithoutSecrets(String text) {
    if (sent.areIn(text)) {
      throw BackEndFault.unusable("answer-secret", null);
    }
  }
}
