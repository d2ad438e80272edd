package org.bailiwick.node.policies;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.node.policies.BundleCopies.Copy;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.VersionFloor.Loaded;
import org.bailiwick.policy.bundle.BundleCheck;
import org.bailiwick.policy.bundle.BundleRefusedException;
import org.bailiwick.policy.bundle.BundleRules;
import org.bailiwick.policy.bundle.BundleRules.InForce;
import org.bailiwick.policy.bundle.OfficerTrust;
import org.bailiwick.policy.bundle.PolicyBundle;
import org.bailiwick.policy.bundle.VerifiedBundle;

/**
 * Verifies bundles as they come, and again before they decide at a node. A bundle that was accepted
 * stays valid when a certificate expires, since policies must not end with an officer's
 * certificate.
 */
final class BundleVerification {

  /** What it takes that an officer's certificate is not revoked, by where the bundle decides. */
  enum Trust {
    /** In force at no node: it must be known that it is not revoked. */
    NOWHERE,
    /** In force at another node: a node that starts may not know yet. */
    ELSEWHERE,
    /** In force here before: a revocation asks for new policies, and does not end the old ones. */
    HERE;

    private boolean accepts(OfficerTrust.Status status) {
      return switch (status) {
        case GOOD -> true;
        case UNKNOWN -> this != NOWHERE;
        case REVOKED -> this == HERE;
      };
    }

    private OfficerTrust of(OfficerTrust trust) {
      return new OfficerTrust() {
        @Override
        public Collection<X509Certificate> operatorCas() {
          return trust.operatorCas();
        }

        @Override
        public Status statusOf(X509Certificate officer, X509Certificate operatorCa) {
          Status status = trust.statusOf(officer, operatorCa);
          return accepts(status) ? Status.GOOD : status;
        }
      };
    }
  }

  /** A refusal that lasts, so that a bad bundle is not verified anew every second. */
  private record Refused(Loaded version, InForce inForce, BundleRefusedException why) {}

  private final BundleSettings settings;
  private final OfficerTrust officers;
  private final Clock clock;
  private Optional<Refused> refused = Optional.empty();

  BundleVerification(BundleSettings settings, OfficerTrust officers, Clock clock) {
    this.settings = settings;
    this.officers = officers;
    this.clock = clock;
  }

  VerifiedBundle ofRequest(byte[] octets, InForce inForce) {
    return PolicyBundle.verify(octets, rules(Trust.NOWHERE, inForce, clock.instant()));
  }

  TakenBundle ofCopy(Copy copy) throws IOException {
    byte[] octets = copy.octets();
    Instant receivedAt = copy.receivedAt().orElseGet(clock::instant);
    Trust trust = copy.receivedAt().isPresent() ? Trust.HERE : Trust.ELSEWHERE;
    VerifiedBundle bundle =
        PolicyBundle.verify(octets, rules(trust, InForce.none(), receivedAt));
    if (bundle.number() != copy.number()) {
      throw new PolicyRefusedException("its name has another number than the bundle");
    }
    if (bundle.effectiveAt().isAfter(clock.instant())) {
      throw new PolicyRefusedException("its time has not come");
    }
    return TakenBundle.ofCopy(bundle, copy, receivedAt);
  }

  TakenBundle ofRow(
      PolicyBundleRow row, Supplier<Optional<byte[]>> stored, InForce inForce, Trust trust) {
    Optional<Refused> known =
        refused.filter(
            each -> each.version().equals(row.version()) && each.inForce().equals(inForce));
    if (known.isPresent()) {
      throw known.get().why();
    }
    try {
      byte[] octets = stored.get().orElseThrow(() -> differs(row));
      VerifiedBundle bundle =
          PolicyBundle.verify(octets, rules(trust, inForce, row.receivedAt()));
      if (!bundle.version().equals(row.version())
          || !stored(bundle.effectiveAt()).equals(stored(row.effectiveAt()))) {
        throw differs(row);
      }
      return TakenBundle.ofRow(bundle, octets, row.receivedAt());
    } catch (BundleRefusedException e) {
      if (e.check() != BundleCheck.BUNDLE_CERTIFICATE_STATUS
          && e.check() != BundleCheck.BUNDLE_CERTIFICATE) {
        refused = Optional.of(new Refused(row.version(), inForce, e));
      }
      throw e;
    }
  }

  /** Databases store fewer digits than a text may have. */
  private static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  private static BundleRefusedException differs(PolicyBundleRow row) {
    return new BundleRefusedException(
        BundleCheck.BUNDLE_MALFORMED,
        "The database says of bundle %d what the bundle does not".formatted(row.number()));
  }

  private BundleRules rules(Trust trust, InForce inForce, Instant at) {
    return new BundleRules(
        settings.domain().name(),
        settings.component(),
        trust.of(officers),
        settings.signatures(),
        inForce,
        at);
  }
}
