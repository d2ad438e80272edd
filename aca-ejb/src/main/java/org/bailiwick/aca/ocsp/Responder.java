package org.bailiwick.aca.ocsp;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.DerBytes;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.node.hsm.SigningKey;

/**
 * The signer of OCSP answers for one authority: the node's OCSP key, with a certificate that this
 * authority issued to it (RFC 6960 section 4.2.2.2).
 */
final class Responder {

  private final X509Certificate certificate;
  private final byte[] id;
  private final byte[] certificates;
  private final Authority signer;

  Responder(Authority answersFor, X509Certificate certificate, Supplier<SigningKey> key) {
    this.certificate = certificate;
    this.id = AnswerBody.byKey(IssuerIndex.digest("SHA-1", IssuerIndex.keyBits(certificate)));
    this.certificates = AnswerBody.certificates(DerBytes.of(certificate));
    this.signer = new Authority(answersFor.id(), answersFor.trustDomain(), certificate, key);
  }

  X509Certificate certificate() {
    return certificate;
  }

  boolean isValidAt(Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant()) && now.isBefore(end());
  }

  /** A period from now on that ends with the certificate at the latest. */
  AnswerBody.Validity validityFrom(Instant now, Duration length) {
    Instant end = now.plus(length);
    return new AnswerBody.Validity(now, end.isAfter(end()) ? end() : end);
  }

  /** Signs in the HSM; the signature is verified before it leaves. */
  byte[] answer(AnswerBody.Validity validity, List<AnswerBody.Line> lines, Optional<Octets> nonce) {
    byte[] body = AnswerBody.encode(id, validity, lines, nonce);
    return AnswerBody.successful(signer.endorse(body), certificates);
  }

  private Instant end() {
    return certificate.getNotAfter().toInstant();
  }
}
