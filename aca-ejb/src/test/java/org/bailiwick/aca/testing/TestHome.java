package org.bailiwick.aca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.testing.DefaultPolicies;

/**
 * The files of an authority node: one maker, one provider, reference values, a profile, policies.
 */
public final class TestHome {

  private final Path root;

  public TestHome(Path root) {
    this.root = root;
  }

  public AcaSettings settings() {
    return settings(Map.of());
  }

  /** With more of them. */
  public AcaSettings settings(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("node.name", "authority");
    values.put("node.trust-domain", "bailiwick.example");
    values.put("aca.base-url", "https://aca.example");
    values.put("aca.plain-base-url", "http://aca.example");
    values.put("aca.hsm.configuration", path("unused"));
    values.put("aca.hsm.pin-file", path("unused"));
    values.put("aca.nonce-key-file", path("unused"));
    values.put("aca.audit-heads-file", path("heads.jws"));
    values.put("aca.ceremony-folder", path("ceremony"));
    values.put("aca.devices-folder", path("devices"));
    values.put("aca.users-folder", path("users"));
    values.put("aca.reference-values-folder", path("reference-values"));
    values.put("aca.profiles-folder", path("profiles"));
    values.put("aca.revocation-folder", path("revocation"));
    values.put("node.policy-folder", path("policy"));
    values.put("node.tls-folder", path("tls"));
    values.put("aca.node-client-validity", "P10D");
    return AcaSettings.read(Settings.from(key -> Optional.ofNullable(values.get(key))));
  }

  public void write(TestMaker maker, TestProvider provider) {
    try {
      for (String name : new String[] {"devices", "users", "reference-values", "profiles"}) {
        Files.createDirectories(root.resolve(name));
      }
      Files.writeString(root.resolve("devices/maker.pem"), Pem.of(maker.root()));
      provider.trustIn(root.resolve("users"));
      Files.writeString(
          root.resolve("reference-values/reader.json"),
          """
          {"firmware":[{"name":"acme-os","versions":["1.0"]}],
           "programs":[{"name":"reader","digests":["sha-256:11"]}]}
          """);
      Files.writeString(
          root.resolve("profiles/agent-default.json"),
          """
          {"name":"agent-default","validity":"PT24H","capabilities":["invoice.parse@1"],
           "key_algorithms":["EC_P256","EC_P384","ED25519","RSA"],
           "validation_methods":["mtls","jwt"],"required_status":"affirming","crl_shard":0,
           "formats":["x509","wit"],"wit_validity":"PT30M"}
          """);
      profile("instance", "[[\"aws-document\"]]", "none");
      profile("join", "[[\"join-token\"]]", "none");
      profile("device-join", "[[\"idevid\",\"join-token\"]]", "affirming");
      profile("both", "[[\"idevid\",\"aws-document\"]]", "affirming");
      DefaultPolicies.copyTo(root.resolve("policy"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A profile that requires these attestors and this attestation. */
  private void profile(String name, String attestors, String status) throws IOException {
    Files.writeString(
        root.resolve("profiles").resolve(name + ".json"),
        """
        {"name":"%s","validity":"PT24H","capabilities":["invoice.parse@1"],
         "key_algorithms":["EC_P256","EC_P384","ED25519","RSA"],"attestors":%s,
         "validation_methods":["mtls","jwt"],"required_status":"%s","crl_shard":0}
        """
            .formatted(name, attestors, status));
  }

  public Path folder(String name) {
    return root.resolve(name);
  }

  private String path(String name) {
    return root.resolve(name).toString();
  }
}
