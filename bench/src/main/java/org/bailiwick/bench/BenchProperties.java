package org.bailiwick.bench;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.enrolment.RequestedCredential;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;

/**
 * The authority and the applicants, as described in the file that the scripts of {@code bench}
 * write.
 */
public final class BenchProperties {
  private final Properties properties = new Properties();

  public BenchProperties(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
  }

  public AuthorityClient authority() {
    return new AuthorityClient(URI.create(required("authority.url")), trusted());
  }

  public TrustedAuthority trusted() {
    return TrustedAuthority.fetch(
        URI.create(required("authority.plain-url")),
        required("authority.root-fingerprint"),
        URI.create(required("authority.url")));
  }

  public DeviceIdentity device() throws IOException {
    return new DeviceIdentity(
        Pem.privateKey(text("device.key")),
        Pem.certificates(text("device.chain")),
        required("device.firmware"),
        required("device.firmware-version"));
  }

  /** The applicant: a device, a pod with a cluster's token, or a TPM that is simulated here. */
  Applicant applicant() throws IOException {
    if (properties.containsKey("cluster.key")) {
      return Applicant.of(
          new PodToken(
              Pem.privateKey(text("cluster.key")),
              required("cluster.issuer"),
              required("authority.url")));
    }
    return properties.containsKey("tpm.key")
        ? Applicant.of(
            new MadeUpTpm(
                Pem.privateKey(text("tpm.key")),
                Pem.certificates(text("tpm.certificate")).getFirst()))
        : Applicant.of(device());
  }

  /** The credential request of every applicant; the caller sets the name. */
  EnrolmentOrder order() throws IOException {
    return order(
        CapabilitySet.parse(List.of(required("capability"))),
        Locator.parse("https://127.0.0.1:7001/work"));
  }

  /** The same for an agent with these capabilities at this address. */
  public EnrolmentOrder order(CapabilitySet capabilities, Locator locator) throws IOException {
    RequestedCredential credential =
        new RequestedCredential(
            properties.getProperty("profile", "agent-default"),
            "bench",
            Owner.parse(required("owner")),
            capabilities,
            locator,
            Set.of(ValidationMethod.MTLS));
    EnrolmentOrder.Program program =
        new EnrolmentOrder.Program(
            required("program.name"), Sha256.hex(Files.readAllBytes(file("program.file"))));
    return new EnrolmentOrder(
        credential, Optional.of(program), Optional.of(text("user-token.file").strip()));
  }

  /** The content of the file that this property names. */
  public String text(String name) throws IOException {
    return Files.readString(file(name));
  }

  private Path file(String name) {
    return Path.of(required(name));
  }

  public String required(String name) {
    String value = properties.getProperty(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the properties have no " + name);
    }
    return value;
  }
}
