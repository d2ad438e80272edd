package org.bailiwick.master.partnerkeys;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * The keys of grants on which something rests: an access token that may still be used, or a running
 * job, whose access token may have expired. A key is named by its issuer and its SHA-256.
 */
final class KeysInUse {

  /** A partner has few keys; a longer list is read in the next run. */
  private static final int MOST_KEYS = 10_000;

  private static final String OPEN =
      "t.kind = 'access' and t.grantKeySha256 is not null and t.expiresAt > :now"
          + " and not exists (select e from TokenEndRow e where e.jti = t.jti)";
  private static final String UNDER_JOBS =
      "t.grantKeySha256 is not null"
          + " and t.jti in (select j.accessJti from JobRow j where j.state = 'running')";
  private static final String OF_KEY = " and t.grantIssuer = :issuer and t.grantKeySha256 = :key";

  private final Store store;
  private final TokenLedger ledger;
  private final Clock clock;

  KeysInUse(Store store, TokenLedger ledger, Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The SHA-256 of each key in use, by issuer. */
  Map<String, Set<String>> byIssuer() {
    Instant now = clock.instant();
    return store.read(
        em -> {
          Map<String, Set<String>> keys = new HashMap<>();
          collect(keys, em, OPEN, Optional.of(now));
          collect(keys, em, UNDER_JOBS, Optional.empty());
          return keys;
        });
  }

  private static void collect(
      Map<String, Set<String>> keys, EntityManager em, String which, Optional<Instant> now) {
    var query =
        em.createQuery(
            "select distinct t.grantIssuer, t.grantKeySha256 from TokenRow t where " + which,
            Object[].class);
    now.ifPresent(at -> query.setParameter("now", at));
    for (Object[] key : query.setMaxResults(MOST_KEYS).getResultList()) {
      keys.computeIfAbsent((String) key[0], issuer -> new HashSet<>()).add((String) key[1]);
    }
  }

  /** Access tokens for grants by this key on which something rests, as many as this. */
  List<TokenRecord> tokens(String issuer, String key, int most) {
    Instant now = clock.instant();
    Set<String> found =
        store.read(
            em -> {
              Set<String> tokens = new TreeSet<>();
              for (String which : List.of(OPEN, UNDER_JOBS)) {
                var query =
                    em.createQuery(
                            "select t.jti from TokenRow t where " + which + OF_KEY, String.class)
                        .setParameter("issuer", issuer)
                        .setParameter("key", key);
                if (which.equals(OPEN)) {
                  query.setParameter("now", now);
                }
                tokens.addAll(query.setMaxResults(most).getResultList());
              }
              return tokens;
            });
    return found.stream().flatMap(jti -> ledger.find(jti).stream()).toList();
  }
}
