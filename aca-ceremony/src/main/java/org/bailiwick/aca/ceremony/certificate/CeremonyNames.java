package org.bailiwick.aca.ceremony.certificate;

import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * The parts that the distinguished names of a ceremony share: the trust domain as domain components
 * (RFC 2247) and the organisation. A common name follows. No name of one trust domain is a name of
 * another.
 */
public record CeremonyNames(TrustDomain trustDomain, String organisation) {

  /** The distinguished name with this common name; its most significant component comes first. */
  public X500Name of(String commonName) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    for (String label : List.of(trustDomain.name().split("\\.", -1)).reversed()) {
      name.addRDN(BCStyle.DC, label);
    }
    return name.addRDN(BCStyle.O, organisation).addRDN(BCStyle.CN, commonName).build();
  }

  /** The content of a certificate for a key of an HSM; the common name is the label of the key. */
  public CertificateDraft draft(
      CertificateProfile profile, SigningKey key, Period validity, Optional<String> issuerId) {
    return new CertificateDraft(
        profile, of(key.id()), key.publicKey(), validity, List.of(), issuerId);
  }
}
