package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.HostNames;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedCertificate;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Reads and checks the certification request (PKCS#10) of a holder that the plan names. The request
 * proves the key, must not name another holder, and may add host names if the plan allows them.
 *
 * @param key the proved key
 * @param hosts DNS and IP names that the certificate gets
 */
record RequestReader(PublicKey key, List<GeneralName> hosts) {

  /** The draft of the certificate that the plan states for the holder. */
  CertificateDraft draft(PlannedCertificate planned, CeremonyNames names) {
    List<GeneralName> alternativeNames = new ArrayList<>(hosts);
    alternativeNames.addFirst(
        new GeneralName(GeneralName.uniformResourceIdentifier, planned.id().toString()));
    return new CertificateDraft(
        planned.profile(),
        names.of(planned.id().segments().getLast()),
        key,
        planned.validity(),
        alternativeNames,
        Optional.of(planned.issuer()));
  }

  static RequestReader read(PlannedCertificate planned) {
    try (PEMParser parser =
        new PEMParser(
            new StringReader(Files.readString(planned.request(), StandardCharsets.US_ASCII)))) {
      if (parser.readObject() instanceof PKCS10CertificationRequest found) {
        return checked(planned, new JcaPKCS10CertificationRequest(found));
      }
      throw refused(planned, "is not a PKCS#10 request in PEM");
    } catch (IOException e) {
      throw refused(planned, "can't be read");
    }
  }

  private static RequestReader checked(
      PlannedCertificate planned, JcaPKCS10CertificationRequest request) {
    PublicKey key = provedKey(planned, request);
    List<GeneralName> names = names(request);
    String expected = planned.id().toString();
    boolean otherIdentity =
        names.stream()
            .filter(name -> name.getTagNo() == GeneralName.uniformResourceIdentifier)
            .anyMatch(name -> !name.getName().toString().equals(expected));
    if (otherIdentity) {
      throw refused(planned, "asks for another identity than " + expected);
    }
    List<GeneralName> hosts =
        names.stream()
            .filter(name -> name.getTagNo() != GeneralName.uniformResourceIdentifier)
            .toList();
    boolean hostsOnly =
        hosts.stream()
            .allMatch(
                name ->
                    name.getTagNo() == GeneralName.dNSName
                        || name.getTagNo() == GeneralName.iPAddress);
    if (!hostsOnly || (planned.hostNames() == HostNames.NONE && !hosts.isEmpty())) {
      throw refused(planned, "asks for names that the ceremony's file does not allow");
    }
    return new RequestReader(key, hosts);
  }

  private static PublicKey provedKey(
      PlannedCertificate planned, JcaPKCS10CertificationRequest request) {
    try {
      PublicKey key = request.getPublicKey();
      KeyAlgorithm.of(key);
      if (request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        return key;
      }
    } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
      throw refused(planned, "has a key or signature that can't be read");
    } catch (ProblemException e) {
      throw refused(planned, "has a key that is not accepted: " + e.detail());
    }
    throw refused(planned, "is not signed by its key");
  }

  private static List<GeneralName> names(JcaPKCS10CertificationRequest request) {
    return Optional.ofNullable(request.getRequestedExtensions())
        .map(RequestReader::alternativeNames)
        .map(names -> Arrays.asList(names.getNames()))
        .orElse(List.of());
  }

  private static GeneralNames alternativeNames(Extensions extensions) {
    return GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
  }

  private static CeremonyException refused(PlannedCertificate planned, String why) {
    return new CeremonyException("The request " + planned.request() + " " + why + ".");
  }
}
