package org.bailiwick.master.introspection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * The answers about tokens that were shown lately, in the memory of this node: of each partner a
 * bounded number, so that none displaces those of another.
 */
public final class TokenAnswers {

  /** Of one partner. A token and an answer have 16 KiB each at most. */
  static final int MOST = 200;

  private record Key(String issuer, String sha256) {
    static Key of(TokenServer server, String compact) {
      return new Key(server.issuer(), Sha256.hex(compact));
    }
  }

  /** In the order of use; the one that was not used for the longest time goes. */
  private static final class OfPartner extends LinkedHashMap<Key, TokenAnswer> {
    private static final long serialVersionUID = 1L;

    private OfPartner() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, TokenAnswer> eldest) {
      return size() > MOST;
    }
  }

  private final Map<TrustDomain, OfPartner> answers = new HashMap<>();

  /** The answer of the server as it is described now. */
  synchronized Optional<TokenAnswer> find(TokenServer server, String compact) {
    return Optional.ofNullable(of(server).get(Key.of(server, compact)))
        .filter(held -> held.server().server().equals(server.server()));
  }

  /** Holds what the server has answered just now; what else is known of the token stays. */
  synchronized TokenAnswer answered(
      TokenServer server, String compact, Optional<Map<String, Object>> claims, Instant now) {
    TokenAnswer answer =
        find(server, compact)
            .map(held -> held.with(claims, now))
            .orElseGet(() -> TokenAnswer.of(server, compact, claims, now));
    of(server).put(Key.of(server, compact), answer);
    return answer;
  }

  /** Changes what is held about the token, if something is. */
  public synchronized void change(
      TokenServer server, String compact, UnaryOperator<TokenAnswer> change) {
    of(server).computeIfPresent(Key.of(server, compact), (key, held) -> change.apply(held));
  }

  public synchronized void forget(TokenAnswer answer) {
    of(answer.server()).remove(Key.of(answer.server(), answer.compact()));
  }

  /** All answers that somebody may need; the others are forgotten. */
  public synchronized List<TokenAnswer> current(Instant now) {
    answers.values().forEach(ofPartner -> ofPartner.values().removeIf(each -> each.isOver(now)));
    List<TokenAnswer> all = new ArrayList<>();
    answers.values().forEach(ofPartner -> all.addAll(ofPartner.values()));
    return all;
  }

  private OfPartner of(TokenServer server) {
    return answers.computeIfAbsent(server.partner().domain(), domain -> new OfPartner());
  }
}
