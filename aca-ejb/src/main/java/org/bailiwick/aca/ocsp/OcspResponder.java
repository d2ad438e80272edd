package org.bailiwick.aca.ocsp;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.ocsp.AnswerSigner.Signed;
import org.bailiwick.aca.ocsp.KeptAnswers.Kept;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;

/**
 * Answers OCSP requests: from memory when one certificate is asked about without a nonce, else from
 * the ledger with a signature made for the request. A fault becomes an OCSP refusal and never an
 * exception.
 */
@Singleton
public final class OcspResponder {

  private static final StructuredLog LOG = StructuredLog.of(OcspResponder.class);

  /** The largest request that is read, in octets. */
  public static final int MAX_REQUEST = StatusRequest.MAX_OCTETS;

  private final IssuerIndex issuers;
  private final CertificateStatusReader statuses;
  private final RevokedCredentials revoked;
  private final AnswerSigner signer;
  private final Meter meter;
  private final Clock clock;
  private final KeptAnswers kept;

  @Inject
  OcspResponder(
      IssuerIndex issuers,
      CertificateStatusReader statuses,
      RevokedCredentials revoked,
      AnswerSigner signer,
      Meter meter,
      AcaSettings settings,
      @ForAca Clock clock) {
    this.issuers = issuers;
    this.statuses = statuses;
    this.revoked = revoked;
    this.signer = signer;
    this.meter = meter;
    this.clock = clock;
    AcaSettings.Ocsp ocsp = settings.status().ocsp();
    this.kept = new KeptAnswers(ocsp.keptAnswers(), ocsp.answerValidity());
  }

  /** The answer to any octets, which should be a request in DER. */
  public OcspAnswer answer(byte[] request) {
    try {
      StatusRequest asked = StatusRequest.parse(request);
      return asked.isCacheable()
          ? answerCacheable(asked.certificates().getFirst())
          : answerUncached(asked);
    } catch (MalformedRequestException malformed) {
      return refusal(OCSPResponseStatus.MALFORMED_REQUEST, "malformed-request");
    } catch (ProblemException unavailable) {
      return refusal(OCSPResponseStatus.TRY_LATER, unavailable.check());
    } catch (RuntimeException failure) {
      LOG.fault("ocsp.failed", Map.of(), failure);
      return refusal(OCSPResponseStatus.INTERNAL_ERROR, "internal-error");
    }
  }

  /** Signs anew, before they expire, the answers that clients have asked for. */
  public void renew(Instant now) {
    for (Kept old : kept.toBeRenewed(now)) {
      Optional<Authority> issuer = issuers.issuerOf(List.of(old.certificate()));
      issuer.ifPresent(authority -> sign(authority, old.certificate()));
    }
  }

  private OcspAnswer answerCacheable(CertificateId certificate) {
    Instant now = clock.instant();
    Optional<Kept> known = kept.find(certificate).filter(old -> old.isCurrent(now));
    if (known.filter(this::stillHolds).isPresent()) {
      meter.count("ocsp_answered", "kept");
      return known.get().give();
    }
    known.ifPresent(kept::drop);
    return issuers
        .issuerOf(List.of(certificate))
        .map(issuer -> sign(issuer, certificate))
        .orElseGet(this::unauthorized);
  }

  /** This node's revocations are in memory before it confirms them, others' within a second. */
  private boolean stillHolds(Kept old) {
    return old.revoked() || !revoked.mayBeRevoked(old.ref());
  }

  private OcspAnswer sign(Authority issuer, CertificateId certificate) {
    CredentialRef ref = new CredentialRef(issuer.id(), certificate.serial());
    AnswerBody.Line line = line(issuer, certificate);
    Signed signed = signed(issuer, List.of(line), Optional.empty());
    OcspAnswer answer = OcspAnswer.forMany(signed.der(), signed.validity());
    if (line.status() instanceof CertificateStatus.Unknown) {
      return answer; // anybody can invent serial numbers, which must not fill the memory
    }
    Kept fresh =
        new Kept(
            certificate,
            ref,
            line.status() instanceof CertificateStatus.Revoked,
            answer,
            new AtomicBoolean());
    // If the certificate was revoked while the HSM worked, the answer is sent and not kept.
    if (stillHolds(fresh)) {
      kept.keep(fresh);
    }
    return answer;
  }

  /** An answer that is not cached: with a nonce, or about several certificates of one issuer. */
  private OcspAnswer answerUncached(StatusRequest asked) {
    Optional<Authority> issuer = issuers.issuerOf(asked.certificates());
    if (issuer.isEmpty()) {
      return unauthorized();
    }
    List<AnswerBody.Line> lines =
        asked.certificates().stream().map(one -> line(issuer.get(), one)).toList();
    return OcspAnswer.forOneRequest(signed(issuer.get(), lines, asked.nonce()).der());
  }

  private AnswerBody.Line line(Authority issuer, CertificateId certificate) {
    return new AnswerBody.Line(
        certificate, statuses.of(new CredentialRef(issuer.id(), certificate.serial())));
  }

  private Signed signed(Authority issuer, List<AnswerBody.Line> lines, Optional<Octets> nonce) {
    Signed answer =
        meter.measure("ocsp_sign", clock, () -> signer.sign(issuer, lines, nonce, clock.instant()));
    lines.forEach(line -> meter.count("ocsp_answered", name(line.status())));
    return answer;
  }

  private OcspAnswer unauthorized() {
    return refusal(OCSPResponseStatus.UNAUTHORIZED, "unauthorized");
  }

  private OcspAnswer refusal(int status, String label) {
    meter.count("ocsp_refused", label);
    return OcspAnswer.forOneRequest(Octets.of(AnswerBody.refusal(status)));
  }

  private static String name(CertificateStatus status) {
    return status.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
