package org.bailiwick.aca.profile;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.pipeline.CertificateBody;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * DNS names by which clients know the services of a profile that look at nothing else (RFC 9525
 * section 6). Each certificate of the profile has them all; an applicant cannot ask for one.
 */
record HostNames(List<String> names) {
  private static final String MEMBER = "dns_names";
  private static final int MOST = 8;
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  /** RFC 1034 section 3.5, in small letters, of two labels at least; no wildcard and no address. */
  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)(?:" + LABEL + "\\.)+(?=[a-z])" + LABEL);

  HostNames {
    names = List.copyOf(names);
    if (names.size() > MOST || new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException("dns_names are at most " + MOST + ", each once");
    }
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not the DNS name of a host: " + name);
      }
    }
  }

  static HostNames of(Claims profile) {
    return new HostNames(profile.names().contains(MEMBER) ? profile.texts(MEMBER) : List.of());
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  /** The names of a certificate: its SPIFFE id, which comes first, and these. */
  List<GeneralName> beside(String spiffeId) {
    return Stream.concat(
            Stream.of(CertificateBody.uri(spiffeId)),
            names.stream().map(each -> new GeneralName(GeneralName.dNSName, each)))
        .toList();
  }
}
