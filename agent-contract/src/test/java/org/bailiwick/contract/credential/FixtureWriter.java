package org.bailiwick.contract.credential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.util.ASN1Dump;

/**
 * Writes the golden fixtures. It is run only for a new version of the extension, because the bytes
 * of a published version never change. Its argument is {@code src/test/resources}.
 */
final class FixtureWriter {
  static final AgentInformation INFORMATION =
      new AgentInformation(
          Owner.parse("Finanzen & Söhne"),
          CapabilitySet.parse(List.of("invoice.parse@1?region=eu", "ledger.write@2")),
          Locator.parse("https://127.0.0.1:7001/work"),
          new TreeSet<>(EnumSet.allOf(ValidationMethod.class)),
          new Principal(Principal.Kind.PERSON, "https://id.bailiwick.example", "alice"),
          new AttestationSummary(
              "bailiwick",
              "affirming",
              "reference-values@1",
              Instant.parse("2026-11-25T13:35:00Z")));

  static final AgentInformation SMALLEST =
      new AgentInformation(
          Owner.parse("x"),
          CapabilitySet.parse(List.of("a@1")),
          Locator.parse("https://h/"),
          new TreeSet<>(EnumSet.of(ValidationMethod.JWT)),
          new Principal(Principal.Kind.ROLE, "i", "s"),
          new AttestationSummary("v", "warning", "p", Instant.EPOCH));

  static final AttesterTrustworthiness TRUSTWORTHINESS =
      new AttesterTrustworthiness(
          List.of(
              new RootOfTrust(
                  "idevid",
                  "sha256:b7a5c3d1e9f70123456789abcdef0123456789abcdef0123456789abcdef0123"),
              new RootOfTrust("oidc-token", "https://cluster.bailiwick.example")),
          TrustVector.of(Map.of("instance-identity", 2, "executables", 33, "sourced-data", -1)));

  private FixtureWriter() {}

  public static void main(String[] arguments) throws IOException {
    Path resources = Path.of(arguments[0]);
    write(resources.resolve("agent-information"), AgentInformationExtension.encode(INFORMATION));
    write(
        resources.resolve("attester-trustworthiness"),
        AttesterTrustworthinessExtension.encode(TRUSTWORTHINESS));
  }

  private static void write(Path folder, byte[] der) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("version-1.der"), der);
    String dump = ASN1Dump.dumpAsString(ASN1Primitive.fromByteArray(der), true);
    Files.writeString(folder.resolve("version-1.txt"), dump.replace("\r\n", "\n"));
  }
}
