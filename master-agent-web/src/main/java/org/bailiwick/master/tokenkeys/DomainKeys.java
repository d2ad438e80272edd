package org.bailiwick.master.tokenkeys;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The keys of all domain nodes. This node signs with a key of its own HSM token, once the other
 * nodes have had time to read of it or when there are none. It accepts and publishes its own keys
 * and those that other nodes have announced, each until the announcement ends or the authority
 * revokes the certificate of the node that made it.
 */
public final class DomainKeys {

  /** Event of the audit row by which a node announces a key, as it does as soon as it starts. */
  public static final String ANNOUNCED = "token-key.announced";

  /** The objects that a node has anyway, and by which announcements are stored and verified. */
  public record Parts(Store store, GroupWriter writer, PeerVerifier peers, Clock clock) {}

  private final TokenKeys own;
  private final KeyRows rows;
  private final KeyAnnouncer announcer;
  private final OtherKeys others;
  private final AnnouncerSettings settings;
  private final Clock clock;
  private volatile boolean followed;
  private volatile boolean alone;

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  public DomainKeys(TokenKeys own, AnnouncerSettings settings, Parts parts, LongSupplier nanos) {
    this.own = own;
    this.settings = settings;
    this.clock = parts.clock();
    this.rows = new KeyRows(parts.store(), parts.writer());
    AnnouncementCheck check = new AnnouncementCheck(parts.peers(), settings, clock);
    this.announcer = new KeyAnnouncer(own, rows, check, settings, clock);
    this.others = new OtherKeys(rows, check, settings, this::isOwn, clock, nanos);
  }

  /**
   * Announces this node's keys as far as it is due, then reads the rows. The order matters: of two
   * nodes that start at once, one finds the other's row.
   */
  public synchronized void follow() {
    announcer.follow();
    others.read();
    announcer.keepOnly(others.mine());
    alone = others.areNone();
    followed = true;
  }

  /**
   * The signer of the key that signs now.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE when the authority has ended this node, or other
   *     nodes may not know of its key yet
   */
  public JwsSigner signer(Instant now) {
    if (announcer.isRevoked()) {
      throw unavailable("node-revoked", "The certificate of this node was revoked.");
    }
    if (!followed) {
      follow(); // the first caller does not wait for the timer
    }
    return inUse(now)
        .map(own::signer)
        .orElseThrow(
            () ->
                unavailable(
                    "token-key-not-announced", "The key of this node is not announced yet."));
  }

  /** The newest key in service that others know; an earlier one while they do not know it. */
  private Optional<PublicKey> inUse(Instant now) {
    List<ECPublicKey> published = own.published(now);
    return published.subList(0, published.indexOf(own.inService(now)) + 1).reversed().stream()
        .filter(key -> alone || announcer.isRead(PublicJwk.thumbprint(key), now))
        .map(key -> (PublicKey) key)
        .findFirst();
  }

  private static ProblemException unavailable(String check, String detail) {
    return new ProblemException(ProblemType.SIGNER_UNAVAILABLE, check, detail);
  }

  /** All keys by which tokens may be signed now, or soon, each once. */
  public List<ECPublicKey> published(Instant now) {
    Map<String, ECPublicKey> all = new LinkedHashMap<>();
    if (!announcer.isRevoked()) {
      own.published(now).forEach(key -> all.put(PublicJwk.thumbprint(key), key));
    }
    others.counting(now).forEach(key -> all.putIfAbsent(key.kid(), key.key()));
    return List.copyOf(all.values());
  }

  /**
   * The keys that may have signed a token of this key id. For an unknown id the rows are read
   * again, since another node may have announced it a moment ago.
   *
   * @throws ProblemException dependency-unavailable when another node has announced the key and it
   *     is not known now whether that node's certificate is revoked
   */
  public List<PublicKey> find(Optional<String> kid, Instant now) {
    List<PublicKey> known = known(kid, now);
    if (!known.isEmpty() || kid.isEmpty()) {
      return known;
    }
    others.readSoon();
    List<PublicKey> read = known(kid, now);
    if (read.isEmpty() && others.isInDoubt(kid.get())) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "token-key-status-stale",
          "It is not known now whether the certificate of the node that signed this is revoked.");
    }
    return read;
  }

  /** Every token of the domain has a key id; without one only the own keys are tried. */
  private List<PublicKey> known(Optional<String> kid, Instant now) {
    List<PublicKey> mine = announcer.isRevoked() ? List.of() : own.find(kid, now);
    if (!mine.isEmpty() || kid.isEmpty()) {
      return mine;
    }
    return others
        .counting(now)
        .filter(key -> key.kid().equals(kid.get()))
        .map(key -> (PublicKey) key.key())
        .limit(1)
        .toList();
  }

  /**
   * The keys that may have signed a statement without expiry of this key id: any key of this node,
   * however old, or one of another node that counts now.
   *
   * @throws ProblemException as {@link #find} does
   */
  public List<PublicKey> ofStatements(String kid, Instant now) {
    List<PublicKey> mine =
        own.all().stream()
            .filter(key -> key instanceof ECPublicKey ec && PublicJwk.thumbprint(ec).equals(kid))
            .toList();
    return mine.isEmpty() ? find(Optional.of(kid), now) : mine;
  }

  /** The name of the node that has the key of this id; empty for an unknown key. */
  public Optional<String> nodeOf(String kid) {
    return isOwn(kid)
        ? Optional.of(settings.node())
        : others
            .counting(clock.instant())
            .filter(key -> key.kid().equals(kid))
            .map(NodeKey::node)
            .findFirst();
  }

  private boolean isOwn(String kid) {
    return !own.find(Optional.of(kid), clock.instant()).isEmpty();
  }

  /** Why this node cannot sign tokens that the other nodes accept; empty when it can. */
  public Optional<String> fault() {
    if (announcer.isRevoked()) {
      return Optional.of("the certificate of this node is revoked");
    }
    if (inUse(clock.instant()).isPresent()) {
      return Optional.empty();
    }
    return announcer
        .fault()
        .or(() -> Optional.of("the other nodes have not read of this node's key yet"));
  }

  /** Deletes the rows of announcements that ended before this time. */
  public void forget(Instant then) {
    rows.forget(then);
  }
}
