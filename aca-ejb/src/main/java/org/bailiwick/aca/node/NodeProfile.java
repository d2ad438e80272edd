package org.bailiwick.aca.node;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.renewal.CertificateUse;
import org.bailiwick.node.writer.UnitOfWork;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Certificates of nodes for one use. A renewal has the names of the previous certificate, the first
 * of which the ceremony made: a node can't give itself a name.
 */
record NodeProfile(CertificateUse use, PublishedUrls urls, Duration validity) {

  /**
   * The renewal of a node's certificate.
   *
   * @param before the previous certificate
   * @param notRevoked refuses in the transaction of the reservation if that one was revoked
   */
  record Renewal(
      SpiffeId node,
      X509Certificate before,
      PublicKey key,
      String verdict,
      UnitOfWork notRevoked) {}

  PreparedCredential prepare(Renewal renewal, Authority issuer, SerialNumber serial, Instant now) {
    Validity period = Validity.from(now, validity, issuer.certificate());
    byte[] tbs =
        new CertificateBody(issuer, urls)
            .names(names(renewal))
            .policy(AgentInformationExtension.POLICY_NODE)
            .encode(serial, period, renewal.node().segments().getLast(), renewal.key());
    IssuanceEntry entry =
        new IssuanceEntry(
            new CredentialRef(issuer.id(), serial),
            use == CertificateUse.SERVER ? "node-tls" : "node-client",
            new HeldKey(Claims.sha256(renewal.key().getEncoded()), renewal.node().toString()),
            Grounds.of(renewal.verdict()),
            Optional.of(new SerialNumber(renewal.before().getSerialNumber())),
            0,
            period,
            Octets.of(tbs));
    return new PreparedCredential(issuer, CertificateProfile.NODE, entry);
  }

  private static List<GeneralName> names(Renewal renewal) {
    List<GeneralName> names = new ArrayList<>();
    names.add(CertificateBody.uri(renewal.node().toString()));
    try {
      Collection<List<?>> before = renewal.before().getSubjectAlternativeNames();
      for (List<?> name : before == null ? List.<List<?>>of() : before) {
        int tag = (Integer) name.get(0);
        if (tag == GeneralName.dNSName || tag == GeneralName.iPAddress) {
          names.add(new GeneralName(tag, (String) name.get(1)));
        }
      }
    } catch (CertificateParsingException unreadable) {
      throw new IllegalStateException("the names of the certificate can't be read", unreadable);
    }
    return names;
  }
}
