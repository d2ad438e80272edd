package org.bailiwick.master.tokenkeys;

import java.io.IOException;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.ClientIdentity;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * Announces this node's keys in rows: at the start, when a ceremony has added one, when the node
 * has another client certificate, and regularly before an announcement ends.
 */
final class KeyAnnouncer {

  private static final StructuredLog LOG = StructuredLog.of(KeyAnnouncer.class);

  /**
   * Other nodes read the rows every second. The rest is for slow ones, and for clocks that differ.
   */
  static final Duration READ_TIME = Duration.ofSeconds(5);

  private static final Duration RENEWED_AFTER = Announcement.LIFETIME.dividedBy(4);

  /** When a key came into rows, and when and with which certificate it was last announced. */
  private record Announced(Instant publishedFrom, Instant at, String certificate) {

    boolean isDue(Instant now, String present) {
      return !certificate.equals(present)
          || now.isBefore(at)
          || !now.isBefore(at.plus(RENEWED_AFTER));
    }

    boolean isRead(Instant now) {
      return !now.isBefore(publishedFrom.plus(READ_TIME))
          && now.isBefore(at.plus(Announcement.LIFETIME));
    }
  }

  private final TokenKeys own;
  private final KeyRows rows;
  private final AnnouncementCheck check;
  private final AnnouncerSettings settings;
  private final Clock clock;
  private final Map<String, Announced> announced = new ConcurrentHashMap<>();
  private volatile Optional<ClientIdentity> identity = Optional.empty();
  private volatile Optional<String> fault = Optional.empty();
  private String version = "";

  KeyAnnouncer(
      TokenKeys own,
      KeyRows rows,
      AnnouncementCheck check,
      AnnouncerSettings settings,
      Clock clock) {
    this.own = own;
    this.rows = rows;
    this.check = check;
    this.settings = settings;
    this.clock = clock;
  }

  /** Announces what is due. Without a usable client certificate it announces nothing. */
  void follow() {
    try {
      readIdentity();
      Set<String> present = new HashSet<>();
      for (ECPublicKey key : own.published(clock.instant())) {
        present.add(PublicJwk.thumbprint(key));
        announceIfDue(key, identity.orElseThrow());
      }
      announced.keySet().retainAll(present);
      fault = Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      if (!fault.equals(Optional.of(reason))) {
        LOG.warn("token-key.not-announced", Map.of("reason", reason));
      }
      fault = Optional.of(reason);
    }
  }

  /** Keeps the identity in use while the files are being replaced. */
  private void readIdentity() throws IOException {
    try {
      String found = ClientIdentity.version(settings.tlsFolder());
      if (!found.equals(version)) {
        identity = Optional.of(ClientIdentity.read(settings.tlsFolder()));
        version = found;
      }
    } catch (IOException e) {
      if (identity.isEmpty()) {
        throw e;
      }
    }
  }

  private void announceIfDue(ECPublicKey key, ClientIdentity signer) {
    Instant now = clock.instant();
    String kid = PublicJwk.thumbprint(key);
    String certificate = Pem.sha256(signer.chain().getFirst());
    Announced last = announced.get(kid);
    if (last != null && !last.isDue(now, certificate)) {
      return;
    }
    Announcement next =
        new Announcement(
            settings.issuer(), settings.self(), key, now.truncatedTo(ChronoUnit.SECONDS));
    Optional<Instant> before =
        rows.find(settings.node(), kid)
            .filter(row -> row.isLive(now) && !row.publishedFrom().isAfter(now))
            .map(StoredKey::publishedFrom);
    StoredKey row =
        new StoredKey(
            settings.node(), kid, next.signed(signer), before.orElse(now), next.expiresAt());
    if (last != null && last.certificate().equals(certificate)) {
      rows.put(row);
    } else {
      rows.put(row, entry(kid, signer));
    }
    // The present time and not the row's: others could not read it before the commit.
    announced.put(
        kid, new Announced(before.orElseGet(clock::instant), next.issuedAt(), certificate));
  }

  private AuditEntry entry(String kid, ClientIdentity signer) {
    return AuditEntry.of(DomainKeys.ANNOUNCED, Outcome.DONE, "", settings.self().toString())
        .about(kid)
        .with("serial", signer.chain().getFirst().getSerialNumber().toString(16));
  }

  /** Forgets what it announced but for these keys: the rows of the others are not there. */
  void keepOnly(Set<String> present) {
    announced.keySet().retainAll(present);
  }

  /** Whether the other nodes have had time to read of this key. */
  boolean isRead(String kid, Instant now) {
    Announced last = announced.get(kid);
    return last != null && last.isRead(now);
  }

  /** Why the keys were not announced. */
  Optional<String> fault() {
    return fault;
  }

  /** Whether the authority has revoked the client certificate that this node uses. */
  boolean isRevoked() {
    try {
      identity.ifPresent(present -> check.requireCounts(present.chain()));
      return false;
    } catch (ProblemException refusal) {
      return refusal.type() == ProblemType.CREDENTIAL_REVOKED;
    }
  }
}
