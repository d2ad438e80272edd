package org.bailiwick.master.introspection;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.method.PresentedCredentials.Occasion;
import org.bailiwick.node.trust.accesstokens.IntrospectionTerms;

/**
 * What servers say of tokens by introspection. For a new request the server is asked, unless its
 * last answer may still count. A request that lasts is looked at often, so it waits for no server:
 * the last answer counts, which is renewed meanwhile.
 */
public final class IntrospectedTokens {

  private static final int MOST_TEXT = 16 * 1024;

  /** How long a new request waits for a place to ask. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Introspection introspection;
  private final AskingPlaces places = new AskingPlaces();
  private final TokenAnswers answers = new TokenAnswers();
  private final Clock clock;

  /**
   * @param tlsFolder has this node's client certificate, for servers that know it by that
   */
  public IntrospectedTokens(Path tlsFolder, Clock clock) {
    this.introspection = new Introspection(tlsFolder);
    this.clock = clock;
  }

  /**
   * The members of the server's answer.
   *
   * @throws ProblemException access-token-invalid when the token is not active;
   *     dependency-unavailable when its server cannot be asked
   */
  public Map<String, Object> members(TokenServer server, String compact, Occasion occasion) {
    if (compact.length() > MOST_TEXT) {
      throw TokenServer.refused("format", "The token is longer than 16 KiB.");
    }
    TokenAnswer answer =
        answers
            .find(server, compact)
            .filter(held -> counts(held, occasion))
            .orElseGet(() -> ask(server, compact, occasion));
    if (occasion == Occasion.LASTING) {
      answers.change(server, compact, now -> now.followed(clock.instant()));
    }
    return answer
        .claims()
        .orElseThrow(() -> TokenServer.refused("inactive", "The token is not active."));
  }

  /** Asks again about a token, for nobody who waits. */
  public TokenAnswer askAgain(TokenAnswer before) {
    return ask(before.server(), before.compact(), Occasion.LASTING);
  }

  /** What is held of tokens that were shown lately. */
  public TokenAnswers answers() {
    return answers;
  }

  private boolean counts(TokenAnswer held, Occasion occasion) {
    Duration cache =
        held.server().terms().introspection().map(IntrospectionTerms::cache).orElse(Duration.ZERO);
    return occasion == Occasion.LASTING || held.isYounger(cache, clock.instant());
  }

  private TokenAnswer ask(TokenServer server, String compact, Occasion occasion) {
    Duration patience = occasion == Occasion.LASTING ? Duration.ZERO : PATIENCE;
    Optional<Map<String, Object>> claims =
        places.ask(server.partner().domain(), patience, () -> introspection.ask(server, compact));
    return answers.answered(server, compact, claims, clock.instant());
  }
}
