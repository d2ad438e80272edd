package org.bailiwick.aca.lint;

import static org.bailiwick.aca.lint.SoundSpecimens.DOMAIN;
import static org.bailiwick.aca.lint.SoundSpecimens.names;
import static org.bailiwick.aca.lint.SoundSpecimens.uri;

import java.util.List;
import org.bailiwick.aca.lint.Defects.Defect;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Names of hosts where none may be, and other names where they may be. */
final class HostNameDefects {
  private static final GeneralName HOST = new GeneralName(GeneralName.dNSName, "radius.example");

  private HostNameDefects() {}

  /** Names of a service with a host's. */
  static GeneralNames sound() {
    return names(uri("spiffe://" + DOMAIN + "/service/broker"), HOST);
  }

  static List<Defect> all() {
    return List.of(
        defect(
            "a device's host name",
            CertificateProfile.DEVICE,
            names(uri("spiffe://" + DOMAIN + "/device/gate-1"), HOST)),
        defect(
            "a service's address",
            CertificateProfile.SERVICE,
            names(
                uri("spiffe://" + DOMAIN + "/service/broker"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"))),
        defect("a host name alone", CertificateProfile.SERVICE, names(HOST)));
  }

  private static Defect defect(String name, CertificateProfile profile, GeneralNames names) {
    return new Defect(
        name,
        profile,
        "subject-alternative-name",
        specimen -> specimen.with(Extension.subjectAlternativeName, false, names));
  }
}
