package org.bailiwick.aca.ocsp;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.pipeline.CertificateBody;
import org.bailiwick.aca.pipeline.PreparedCredential;
import org.bailiwick.contract.credential.SerialNumber;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Certificates of delegated OCSP responders. The subject is the issuer's with the key's label as
 * common name, as in the ceremony's responder certificate, which thus is the holder's first.
 */
record ResponderProfile(PublishedUrls urls, Duration validity, String keyLabel) {

  static final String NAME = "ocsp";

  PreparedCredential prepare(Authority issuer, PublicKey key, SerialNumber serial, Instant now) {
    Validity period = Validity.from(now, validity, issuer.certificate());
    byte[] tbs =
        new CertificateBody(issuer, urls)
            .forOcspResponder()
            .encode(serial, period, subject(issuer), key);
    IssuanceEntry entry =
        new IssuanceEntry(
            new CredentialRef(issuer.id(), serial),
            NAME,
            new HeldKey(Claims.sha256(key.getEncoded()), holder(issuer)),
            Grounds.of("renewal by timer"),
            Optional.empty(),
            0,
            period,
            Octets.of(tbs));
    return new PreparedCredential(issuer, CertificateProfile.OCSP, entry);
  }

  /** The holder of the responder's certificates of this issuer in the ledger. */
  String holder(Authority issuer) {
    try {
      return new X500Principal(subject(issuer).getEncoded()).getName(X500Principal.RFC2253);
    } catch (IOException impossible) {
      throw new IllegalStateException("a name was built in memory", impossible);
    }
  }

  private X500Name subject(Authority issuer) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    byte[] issuerName = issuer.certificate().getSubjectX500Principal().getEncoded();
    for (RDN part : X500Name.getInstance(issuerName).getRDNs()) {
      if (!part.getFirst().getType().equals(BCStyle.CN)) {
        name.addMultiValuedRDN(part.getTypesAndValues());
      }
    }
    return name.addRDN(BCStyle.CN, keyLabel).build();
  }
}
