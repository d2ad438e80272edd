package org.bailiwick.aca.est;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.issuance.CredentialIssuer;
import org.bailiwick.aca.issuance.Enrolment;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.profile.CredentialProfiles;

/** EST for tests of other packages. */
public final class TestEst {

  private TestEst() {}

  /** The further collaborators of an issuer. */
  public record Parts(
      LedgerReader reader,
      IssuanceLedger ledger,
      EvidenceReview review,
      CredentialIssuer issuer,
      CredentialProfiles profiles) {}

  /** A request without a ticket, in which nothing can be fresh. */
  public static EstRequest request(Octets csr) {
    return new EstRequest(csr, Optional.empty());
  }

  /** The certificates of an answer that came at once. */
  public static Octets issued(Enrolment answer) {
    return CertsOnly.of(List.of(((Enrolment.Issued) answer).credential().certificate()));
  }

  /** The agent's, of an answer that came at once. */
  public static X509Certificate certificate(Enrolment answer) {
    return certificates(issued(answer)).getFirst();
  }

  /** The certificates of a certs-only message (RFC 7030 section 4.1.3). */
  public static List<X509Certificate> certificates(Octets cms) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertPath(new ByteArrayInputStream(cms.bytes()), "PKCS7")
          .getCertificates()
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  public static EstEnroller of(
      Parts parts, AcaSettings settings, Authorities authorities, Clock clock) {
    UserTokens users =
        new UserTokens(new UserProviders(settings.folders().of(TrustFolder.USERS), clock));
    return new EstEnroller(
        new EstLabels(settings.folders().of(TrustFolder.DEVICES).resolveSibling("est"), clock),
        parts.review(),
        parts.issuer(),
        parts.profiles(),
        users,
        authorities,
        new CurrentCredentials(
            authorities, parts.ledger(), new CompromisedKeys(parts.reader()), users),
        new JoinTokens(parts.reader(), users, settings.trustDomain(), clock));
  }
}
