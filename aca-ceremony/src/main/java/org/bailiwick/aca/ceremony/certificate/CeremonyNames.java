package org.bailiwick.aca.ceremony.certificate;

import org.bailiwick.contract.identity.TrustDomain;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Distinguished names: the trust domain as domain components (RFC 2247), the organisation, and a
 * common name. Two trust domains never share one.
 */
public record CeremonyNames(TrustDomain trustDomain, String organisation) {

  public X500Name of(String commonName) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    for (String label : trustDomain.name().split("\\.", -1)) {
      name = prepended(name, label);
    }
    return name.addRDN(BCStyle.O, organisation).addRDN(BCStyle.CN, commonName).build();
  }

  /** The most significant component comes first. */
  private static X500NameBuilder prepended(X500NameBuilder rest, String label) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.DC, label);
    for (RDN each : rest.build().getRDNs()) {
      name.addRDN(each.getFirst());
    }
    return name;
  }
}
