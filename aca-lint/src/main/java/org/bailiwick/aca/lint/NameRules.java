package org.bailiwick.aca.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** The rules for issuer, subject, SPIFFE id and name constraints. */
final class NameRules {

  private NameRules() {}

  static void examine(Specimen specimen, Findings found) {
    found.run("issuer-name", () -> issuer(specimen, found));
    found.run("subject", () -> subject(specimen, found));
    found.run("subject-alternative-name", () -> alternativeNames(specimen, found));
    found.run("spiffe-id", () -> spiffeId(specimen, found));
    found.run("name-constraints", () -> constraints(specimen, found));
  }

  /**
   * RFC 5280 section 4.1.2.4; the octets are equal, so that every verifier finds the names equal.
   */
  private static void issuer(Specimen specimen, Findings found) {
    found.unless(
        Arrays.equals(
            BasicRules.der(specimen.body().getIssuer()),
            BasicRules.der(specimen.issuer().getSubject())),
        "issuer-name",
        "the issuer's name is not the subject of the issuer's certificate");
  }

  /** RFC 5280 section 4.1.2.6: empty only with a critical subject alternative name. */
  private static void subject(Specimen specimen, Findings found) {
    boolean empty = specimen.body().getSubject().getRDNs().length == 0;
    if (specimen.profile().isCa() || specimen.is(CertificateProfile.OCSP)) {
      found.unless(!empty, "subject-empty", "a CA or OCSP responder needs a subject");
    }
    Optional<Boolean> critical =
        specimen.extension(Extension.subjectAlternativeName).map(Extension::isCritical);
    if (critical.isPresent()) {
      found.unless(
          critical.get() == empty,
          "subject-alternative-name-critical",
          "the alternative name must be critical if and only if the subject is empty");
    }
  }

  /** The names that are allowed in addition to the SPIFFE id. */
  private static void alternativeNames(Specimen specimen, Findings found) {
    int uris = specimen.names(GeneralName.uniformResourceIdentifier).size();
    int names = specimen.names(GeneralName.dNSName).size();
    int hosts = names + specimen.names(GeneralName.iPAddress).size();
    boolean allowed =
        switch (specimen.profile()) {
          case NODE -> uris == 1 && uris + hosts == specimen.nameCount();
          case SERVICE -> uris == 1 && uris + names == specimen.nameCount();
          case OPERATOR, AGENT, DEVICE -> uris == 1 && specimen.nameCount() == 1;
          case ROOT, SUBORDINATE, ISSUING_CA, OPERATOR_CA -> uris == specimen.nameCount();
          case OCSP -> specimen.nameCount() == 0;
        };
    found.unless(
        allowed, "subject-alternative-name", "the alternative names are not those of the profile");
  }

  /** X509-SVID sections 2 and 4: a leaf's id has a path, and a signing certificate's has none. */
  private static void spiffeId(Specimen specimen, Findings found) {
    for (String uri : specimen.names(GeneralName.uniformResourceIdentifier)) {
      Optional<SpiffeId> id = parse(uri);
      boolean fits =
          id.map(
                  spiffe ->
                      switch (specimen.profile()) {
                        case AGENT -> spiffe.isAgent();
                        case SERVICE -> spiffe.isService();
                        case DEVICE -> spiffe.isDevice();
                        case NODE -> spiffe.isNode();
                        case OPERATOR -> spiffe.isOperator();
                        case ROOT, SUBORDINATE, ISSUING_CA, OPERATOR_CA -> spiffe.path().isEmpty();
                        case OCSP -> false;
                      })
              .orElse(false);
      found.unless(fits, "spiffe-id", "the URI name is not a SPIFFE id of the profile's kind");
    }
  }

  /** RFC 5280 section 4.2.1.10; the product's profiles constrain URIs to exact hosts only. */
  private static void constraints(Specimen specimen, Findings found) {
    // The constraints of a self-signed certificate apply to the certificates that it signs.
    List<String> permitted =
        specimen.profile().isSelfSigned() ? List.of() : permittedHosts(specimen.issuer());
    for (String uri : specimen.names(GeneralName.uniformResourceIdentifier)) {
      Optional<String> host = parse(uri).map(id -> id.trustDomain().name());
      found.unless(
          permitted.isEmpty() || host.filter(permitted::contains).isPresent(),
          "name-constraints",
          "the URI name's host is outside the issuer's name constraints");
    }
    if (specimen.is(CertificateProfile.ISSUING_CA, CertificateProfile.OPERATOR_CA)) {
      List<String> own = permittedHosts(specimen.body());
      found.unless(
          own.size() == 1 && !own.getFirst().startsWith("."),
          "name-constraints-missing",
          "an issuing CA must be constrained to the host of one trust domain");
    }
  }

  private static List<String> permittedHosts(TBSCertificate of) {
    GeneralSubtree[] trees =
        Specimen.extension(of, Extension.nameConstraints)
            .map(extension -> NameConstraints.getInstance(extension.getParsedValue()))
            .map(NameConstraints::getPermittedSubtrees)
            .orElse(new GeneralSubtree[0]);
    return Arrays.stream(trees)
        .map(GeneralSubtree::getBase)
        .filter(base -> base.getTagNo() == GeneralName.uniformResourceIdentifier)
        .map(base -> base.getName().toString())
        .toList();
  }

  private static Optional<SpiffeId> parse(String uri) {
    try {
      return Optional.of(SpiffeId.parse(uri));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
