package org.bailiwick.broker.token;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tokens of one authorization server, of which at most a thousand are kept. */
final class TokenCache {
  private static final int MOST = 1000;

  /** A token is not used in the last seconds of its life, in which a request may be on its way. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  /** What calls must have in common to use one token. */
  record Key(String holder, String scopes) {}

  private final Clock clock;
  private final Map<Key, IssuedToken> tokens = new LinkedHashMap<>();

  TokenCache(Clock clock) {
    this.clock = clock;
  }

  synchronized Optional<IssuedToken> find(Key key) {
    return Optional.ofNullable(tokens.get(key)).filter(this::isUsable);
  }

  synchronized void keep(Key key, IssuedToken token) {
    tokens.values().removeIf(each -> !isUsable(each));
    if (isUsable(token)) {
      tokens.put(key, token);
    }
    while (tokens.size() > MOST) {
      tokens.remove(tokens.keySet().iterator().next());
    }
  }

  /** Forgets the token, unless another has taken its place. */
  synchronized void forget(Key key, IssuedToken token) {
    tokens.remove(key, token);
  }

  private boolean isUsable(IssuedToken token) {
    Instant now = clock.instant();
    return now.plus(MARGIN).isBefore(token.until());
  }
}
