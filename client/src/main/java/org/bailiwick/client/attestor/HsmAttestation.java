package org.bailiwick.client.attestor;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * An HSM's attestation of the agent's key (docs/attestors/hsm-key.md), from files in PEM: the
 * attestation, and the certificates from the HSM's own to the vendor's. The files are read at each
 * enrolment.
 */
public record HsmAttestation(Path attestation, Path chain) implements InitialEvidence {
  private static final String TYPE = "hsm-key";
  private static final String FORMAT = "yubihsm2";

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    List<X509Certificate> path = new ArrayList<>(certificates(attestation));
    // The authority would refuse the attestation too, but without the file's name.
    if (!path.getFirst().getPublicKey().equals(request.key().getPublic())) {
      throw refused(
          "hsm-attestation-key",
          attestation + " does not attest the key that --key-token-label names",
          null);
    }
    path.addAll(certificates(chain));
    JsonArrayBuilder x5c = Json.createArrayBuilder();
    path.forEach(each -> x5c.add(base64(each)));
    JsonObject value = Json.createObjectBuilder().add("format", FORMAT).add("x5c", x5c).build();
    return new EnrolmentEvidence(
        TYPE,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(value.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      return Pem.certificates(Files.readAllBytes(file));
    } catch (IOException | ProblemException e) {
      throw refused("hsm-attestation-file", file + " cannot be read as certificates in PEM", e);
    }
  }

  private static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a parsed certificate has an encoding", e);
    }
  }

  private static ProblemException refused(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail, cause);
  }
}
