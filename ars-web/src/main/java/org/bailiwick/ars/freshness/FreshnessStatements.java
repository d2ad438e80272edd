package org.bailiwick.ars.freshness;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * Signs how fresh the registry's knowledge of revocations is: a JWT (RFC 7519) of type {@value
 * #TYPE}, signed by the key that signs the heads of its audit log. Others can verify it offline and
 * hand it on. At most one is signed in a second; requests meanwhile get the one before.
 */
@ApplicationScoped
public class FreshnessStatements {

  /** The {@code typ} of a statement. */
  public static final String TYPE = "registry-freshness+jwt";

  private static final Duration RENEWED_AFTER = Duration.ofSeconds(1);

  /** While one request waits for the HSM, others take a statement of at most this age. */
  private static final Duration USED_MEANWHILE = Duration.ofSeconds(5);

  private Facts facts;
  private Supplier<TokenKeys> keys;
  private Clock clock;
  private LongSupplier nanos;
  private final ReentrantLock signing = new ReentrantLock();
  private volatile Signed last = new Signed("", Instant.EPOCH, 0);

  private record Signed(String text, Instant expires, long madeAt) {}

  /**
   * What statements are about.
   *
   * @param issuer the registry's base URL
   * @param known throws when the knowledge is too old for answers
   * @param revision the number of the registry's last change
   * @param maxAge how old the knowledge may be at most for an answer; also the life of a statement
   */
  public record Facts(
      URI issuer, Supplier<RevocationKnowledge> known, LongSupplier revision, Duration maxAge) {}

  /** CDI proxies need this constructor. */
  FreshnessStatements() {}

  @Inject
  FreshnessStatements(
      ArsSettings settings,
      CredentialStatus status,
      CrlRevocations revocations,
      AgentRecords records,
      RegistryKeys keys,
      Clock clock) {
    this(
        new Facts(
            settings.component().baseUrl(),
            () -> RevocationKnowledge.of(status, revocations),
            () -> records.revision().number(),
            settings.component().authority().crls().maxAge()),
        keys::keys,
        clock,
        System::nanoTime);
  }

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  public FreshnessStatements(
      Facts facts, Supplier<TokenKeys> keys, Clock clock, LongSupplier nanos) {
    this.facts = facts;
    this.keys = keys;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * The present statement. While the HSM does not answer, the last one counts until it expires.
   *
   * @throws ProblemException dependency-unavailable while the knowledge is too old, or
   *     signer-unavailable while there is no unexpired statement and the HSM does not answer
   */
  public String current() {
    RevocationKnowledge known = facts.known().get();
    Signed before = last;
    if (isYounger(before, RENEWED_AFTER)) {
      return before.text();
    }
    if (signing.tryLock()) {
      try {
        return renewed(known);
      } finally {
        signing.unlock();
      }
    }
    return isYounger(before, USED_MEANWHILE) ? before.text() : awaited(known);
  }

  private String awaited(RevocationKnowledge known) {
    signing.lock();
    try {
      return renewed(known);
    } finally {
      signing.unlock();
    }
  }

  private String renewed(RevocationKnowledge known) {
    if (isYounger(last, RENEWED_AFTER)) {
      return last.text(); // another request was faster
    }
    Instant now = clock.instant();
    try {
      JwsSigner signer = keys.get().signer(now);
      Instant expires = now.plus(facts.maxAge());
      last = new Signed(signer.sign(TYPE, claims(known, now, expires)), expires, nanos.getAsLong());
    } catch (ProblemException e) {
      if (last.text().isEmpty() || !now.isBefore(last.expires())) {
        throw e;
      }
    }
    return last.text();
  }

  private boolean isYounger(Signed statement, Duration age) {
    return !statement.text().isEmpty()
        && nanos.getAsLong() - statement.madeAt() < age.toNanos()
        && clock.instant().isBefore(statement.expires());
  }

  private JsonObject claims(RevocationKnowledge known, Instant now, Instant expires) {
    return Json.createObjectBuilder()
        .add("iss", facts.issuer().toString())
        .add("iat", now.getEpochSecond())
        .add("exp", expires.getEpochSecond())
        .add("as_of", known.asOf().getEpochSecond())
        .add("crl_number", known.crlNumber())
        .add("revision", facts.revision().getAsLong())
        .build();
  }
}
