package org.bailiwick.aca.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;

/**
 * Signed answers in memory, by the CertID that they repeat. Their number is bounded, and a client
 * that asks for every serial in turn does not push out the answers that others ask for often.
 */
final class KeptAnswers {

  private final Cache<Octets, Kept> answers;

  KeptAnswers(int most, Duration validity) {
    this.answers = Caffeine.newBuilder().maximumSize(most).expireAfterWrite(validity).build();
  }

  /**
   * An answer about a certificate.
   *
   * @param asked whether a client has asked for it since it was signed
   */
  record Kept(
      CertificateId certificate,
      CredentialRef ref,
      boolean revoked,
      OcspAnswer answer,
      AtomicBoolean asked) {

    /** The answer for a client, which is remembered to have asked. */
    OcspAnswer give() {
      if (!asked.get()) {
        asked.set(true);
      }
      return answer;
    }

    boolean isCurrent(Instant now) {
      OcspAnswer.Period period = period();
      return !now.isBefore(period.thisUpdate()) && now.isBefore(period.nextUpdate());
    }

    /** Whether clients ask for it, and half of its life is over. */
    boolean isToBeRenewed(Instant now) {
      OcspAnswer.Period period = period();
      Duration half = Duration.between(period.thisUpdate(), period.nextUpdate()).dividedBy(2);
      return asked.get() && !now.isBefore(period.thisUpdate().plus(half));
    }

    private OcspAnswer.Period period() {
      return answer.period().orElseThrow();
    }
  }

  Optional<Kept> find(CertificateId certificate) {
    return Optional.ofNullable(answers.getIfPresent(certificate.der()));
  }

  void keep(Kept kept) {
    answers.put(kept.certificate().der(), kept);
  }

  void drop(Kept kept) {
    answers.invalidate(kept.certificate().der());
  }

  List<Kept> toBeRenewed(Instant now) {
    return answers.asMap().values().stream().filter(kept -> kept.isToBeRenewed(now)).toList();
  }
}
