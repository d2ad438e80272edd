package org.bailiwick.broker.access;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.broker.credential.CallCredential;
import org.bailiwick.broker.credential.SentSecrets;
import org.bailiwick.broker.outbound.BackEndAnswerStream;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.BackEndText;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;

/** The requests of one call, with one credential and one time limit. */
public final class HttpCall {
  private static final int UNAUTHORIZED = 401;

  private final HttpAsset.Opened asset;
  private final CallCredential credential;
  private final Instant end;
  private final SentSecrets sent = new SentSecrets();

  HttpCall(HttpAsset.Opened asset, CallCredential credential, Instant deadline) {
    this.asset = asset;
    this.credential = credential;
    Instant bound = asset.tools().clock().instant().plusSeconds(asset.bounds().seconds());
    this.end = deadline.isBefore(bound) ? deadline : bound;
  }

  /** The time that is left for requests. */
  public Duration left() {
    return Duration.between(asset.tools().clock().instant(), end);
  }

  public HttpAsset.Bounds bounds() {
    return asset.bounds();
  }

  /** Sends the request with the credential, and reads the whole answer. */
  public BackEndText exchange(BackEndRequest request) {
    BackEndText answer =
        asset
            .connection()
            .exchange(credential.authenticate(request, sent), left(), asset.bounds().bytes());
    requireAccepted(answer.status());
    return answer;
  }

  /** Sends the request with the credential; the caller reads and closes the answer. */
  public BackEndAnswerStream open(BackEndRequest request) {
    BackEndAnswerStream answer =
        asset.connection().open(credential.authenticate(request, sent), left());
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
      JsonTexts.check(json, asset.bounds().values());
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
