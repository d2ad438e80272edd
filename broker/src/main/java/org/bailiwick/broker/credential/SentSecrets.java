package org.bailiwick.broker.credential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.contract.json.JsonTexts;

/**
 * What a call has sent and must not give to anybody: a back end may repeat a request in its answer,
 * as debugging services do (threat 60).
 */
public final class SentSecrets {
  private static final int SHORTEST = 8;

  private final List<String> texts = new ArrayList<>();

  /**
   * Adds a secret.
   *
   * @throws BackEndFault secret-too-short; of a few letters nobody could tell whether an answer has
   *     them by chance
   */
  void add(String secret) {
    if (secret.length() < SHORTEST) {
      throw BackEndFault.refused("secret-too-short", null);
    }
    texts.add(secret);
    String quoted = JsonTexts.quoted(secret); // with its escapes, if it has quotes or backslashes
    texts.add(quoted.substring(1, quoted.length() - 1));
    texts.add(
        Base64.getEncoder()
            .withoutPadding()
            .encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the text has one of them, as it is or in base64. */
  public boolean areIn(String text) {
    return texts.stream().anyMatch(text::contains);
  }

  /** Omits the secrets. */
  @Override
  public String toString() {
    return "SentSecrets[" + texts.size() + "]";
  }
}
