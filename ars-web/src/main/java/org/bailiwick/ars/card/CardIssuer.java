package org.bailiwick.ars.card;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.card.SignedCard;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Makes and signs cards of agents with the domain node's key, which also signs tokens and the heads
 * of the audit log. A signature is used again while the card is the same, so that readers cannot
 * keep the HSM busy; one card is signed at a time.
 */
public final class CardIssuer {

  /** How long a card may be kept, and one signature of it is used. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /** The most cards of which signatures are kept. */
  static final int MOST_KEPT = 500;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private record Kept(SignedCard card, Instant signedAt) {}

  /**
   * What cards are made of.
   *
   * @param domain the domain's card
   * @param master URLs of the Master Agent
   * @param own what this agent says of itself, if it says anything
   */
  record Sources(
      DomainCard domain, MasterUrls master, Function<AgentRecord, Optional<JsonObject>> own) {}

  private final Sources sources;
  private final Supplier<TokenKeys> keys;
  private final AuditHeads heads;
  private final GroupWriter writer;
  private final Clock clock;
  private final Semaphore turn = new Semaphore(1, true);
  private final Map<String, Kept> lately = new LinkedHashMap<>(16, 0.75f, true);

  /** {@code keys} is called each time, since the HSM may be away at first. */
  CardIssuer(
      Sources sources,
      Supplier<TokenKeys> keys,
      AuditHeads heads,
      GroupWriter writer,
      Clock clock) {
    this.sources = sources;
    this.keys = keys;
    this.heads = heads;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * The card of this agent.
   *
   * @param reader who asks, for the audit log
   * @throws ProblemException dependency-unavailable without the domain's card or while the audit
   *     log is incomplete, signer-unavailable without the HSM, node-busy while many cards are
   *     signed
   */
  SignedCard issue(AgentRecord record, String reader) {
    JsonObject card =
        AgentCard.of(
            record,
            sources.domain().current(),
            sources.master().requirePublished(),
            sources.own().apply(record));
    Instant now = clock.instant();
    return kept(record, card, now)
        .orElseGet(
            () -> {
              SignedCard signed = signed(record, card, reader);
              keep(record, new Kept(signed, now));
              return signed;
            });
  }

  private Optional<SignedCard> kept(AgentRecord record, JsonObject card, Instant now) {
    synchronized (lately) {
      return Optional.ofNullable(lately.get(record.identifier()))
          .filter(known -> known.card().unsigned().equals(card))
          .filter(known -> !now.isBefore(known.signedAt()))
          .filter(known -> now.isBefore(known.signedAt().plus(LIFETIME)))
          .map(Kept::card);
    }
  }

  private void keep(AgentRecord record, Kept signed) {
    synchronized (lately) {
      lately.put(record.identifier(), signed);
      if (lately.size() > MOST_KEPT) {
        lately.remove(lately.keySet().iterator().next());
      }
    }
  }

  private SignedCard signed(AgentRecord record, JsonObject card, String reader) {
    heads.requireComplete();
    takeTurn();
    try {
      JwsSigner signer = keys.get().signer(clock.instant());
      SignedCard signed = SignedCard.of(card, payload -> signer.signText(SignedCard.TYPE, payload));
      writer.record(
          AuditEntry.of("agent-card.signed", Outcome.DONE, "", reader)
              .about(record.identifier())
              .with("kid", signer.kid())
              .with("sha256", signed.tag()));
      return signed;
    } finally {
      turn.release();
    }
  }

  private void takeTurn() {
    try {
      if (turn.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ProblemException(
            ProblemType.NODE_BUSY,
            "card-signatures-busy",
            "Many cards are being signed; see Retry-After.")
        .after(LONGEST_WAIT);
  }
}
