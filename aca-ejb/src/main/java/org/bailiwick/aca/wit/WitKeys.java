package org.bailiwick.aca.wit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.writer.UnitOfWork;

/** The keys by which tokens are verified, for publication. */
@Singleton
public final class WitKeys {

  /** The longest validity of a token, which no profile can exceed. */
  public static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final LedgerReader reader;
  private final Clock clock;
  private volatile Optional<List<WitKey>> read = Optional.empty();

  @Inject
  public WitKeys(LedgerReader reader, @ForAca Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** The audience of a published key, which decides how its entry states its use. */
  public enum Audience {
    /** Readers of the trust bundle (SPIFFE Trust Domain and Bundle section 4.2.2). */
    SPIFFE("wit-svid"),
    /** Those of them who verify JWT-SVIDs. */
    SPIFFE_JWT("jwt-svid"),
    /** JOSE libraries, which ignore keys with a use that RFC 7517 does not define. */
    JOSE("sig");

    private final String use;

    Audience(String use) {
      this.use = use;
    }
  }

  /** Records a key that a ceremony made, unless the key is known. */
  public static UnitOfWork imported(WitKey key) {
    return em -> {
      if (em.find(WitKeyRow.class, key.keyId()) == null) {
        em.persist(new WitKeyRow(key));
      }
    };
  }

  /** Reads the keys that any node has imported; a timer calls this every second. */
  public void refresh() {
    read =
        Optional.of(
            reader.read(
                em ->
                    em.createQuery(
                            "select k from WitKey k order by k.inService, k.madeAt",
                            WitKeyRow.class)
                        .getResultStream()
                        .map(WitKeyRow::key)
                        .toList()));
  }

  private List<WitKey> all() {
    if (read.isEmpty()) {
      refresh();
    }
    return read.orElseThrow();
  }

  /** JWKs of the keys in service, of later ones, and of earlier ones with tokens still valid. */
  public List<Map<String, Object>> published(Audience audience) {
    Instant now = clock.instant();
    List<WitKey> keys = all();
    return IntStream.range(0, keys.size())
        .filter(i -> end(keys, i).filter(end -> !end.isAfter(now)).isEmpty())
        .mapToObj(i -> jwk(keys.get(i), audience))
        .toList();
  }

  /** The times at which the published keys changed, until now. */
  public Stream<Instant> changes() {
    Instant now = clock.instant();
    List<WitKey> keys = all();
    List<Instant> changes = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      changes.add(keys.get(i).madeAt());
      end(keys, i).filter(end -> !end.isAfter(now)).ifPresent(changes::add);
    }
    return changes.stream();
  }

  /** The time at which a key's last token expires; empty while no other key follows it. */
  private static Optional<Instant> end(List<WitKey> keys, int index) {
    return index + 1 < keys.size()
        ? Optional.of(keys.get(index + 1).inService().plus(LONGEST_LIFE))
        : Optional.empty();
  }

  private static Map<String, Object> jwk(WitKey key, Audience audience) {
    Map<String, Object> jwk = new LinkedHashMap<>();
    JsonObject params = AlgorithmicJwk.of(key.publicKey());
    params.keySet().forEach(name -> jwk.put(name, params.getString(name)));
    jwk.put("kid", key.keyId());
    jwk.put("use", audience.use);
    return jwk;
  }
}
