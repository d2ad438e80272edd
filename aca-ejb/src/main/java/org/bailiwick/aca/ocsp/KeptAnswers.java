package org.bailiwick.aca.ocsp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;

/**
 * Signed answers in memory, by the CertID that they repeat. Bounded by number; who asks for every
 * serial in turn does not push out those that others ask for again and again.
 */
final class KeptAnswers {

  private final Cache<Octets, Kept> answers;

  KeptAnswers(int most, Duration validity) {
    this.answers = Caffeine.newBuilder().maximumSize(most).expireAfterWrite(validity).build();
  }

  /** An answer with what it is about. */
  static final class Kept {
    private final CertificateId certificate;
    private final CredentialRef ref;
    private final boolean revoked;
    private final OcspAnswer answer;
    private final OcspAnswer.Period period;
    private volatile boolean asked;

    Kept(CertificateId certificate, CredentialRef ref, boolean revoked, OcspAnswer answer) {
      this.certificate = certificate;
      this.ref = ref;
      this.revoked = revoked;
      this.answer = answer;
      this.period = answer.period().orElseThrow();
    }

    CertificateId certificate() {
      return certificate;
    }

    CredentialRef ref() {
      return ref;
    }

    boolean isRevoked() {
      return revoked;
    }

    /** The answer, for somebody who asked. */
    OcspAnswer give() {
      if (!asked) {
        asked = true;
      }
      return answer;
    }

    boolean isCurrent(Instant now) {
      return !now.isBefore(period.thisUpdate()) && now.isBefore(period.nextUpdate());
    }

    /** In demand, and past the half of its life. */
    boolean isToBeRenewed(Instant now) {
      Duration half = Duration.between(period.thisUpdate(), period.nextUpdate()).dividedBy(2);
      return asked && !now.isBefore(period.thisUpdate().plus(half));
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
