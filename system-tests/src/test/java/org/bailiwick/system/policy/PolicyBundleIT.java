package org.bailiwick.system.policy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Officers sign policies and put them in force at running nodes of their own; openssl and jwcrypto
 * read the signatures, and jwcrypto makes such.
 */
@Tag("long") // two nodes of its own, killed and started again
class PolicyBundleIT {
  private static final String TYPE = "application/jose+json";

  /** What the policy of an audit log says in a bundle that closes it. */
  private static final String CLOSED =
      """

      @id("audit-is-closed")
      @reason("audit-closed-for-now")
      forbid (principal, action == Bailiwick::Action::"read-audit", resource);
      """;

  private static Nodes nodes;
  private static Wire wire;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    nodes = Nodes.withTwoOfficers("bundles", home -> {});
    wire = new Wire(nodes.root());
  }

  @AfterAll
  static void stop() {
    if (nodes != null) {
      nodes.stop();
    }
  }

  @Test
  void officersSignAndActivateAndNothingGoesBack() throws Exception {
    assertThat(command(0, "status")).contains("(folder)").doesNotContain("signed bundle");

    Path bundle = folder.resolve("bundle.json");
    command(0, "sign", closed().toString(), "--number=100", "--signatures=2", "--out=" + bundle);
    assertThat(command(1, "activate", bundle.toString())).contains("2 officers must sign; 1 did");
    assertThat(versions()).noneMatch(version -> version.startsWith("100-"));
    command(0, "sign", "--add=" + bundle, "--as=officer-2");
    assertThat(command(0, "verify", bundle.toString()))
        .contains("officer/officer-1", "officer/officer-2");
    assertThat(command(0, "activate", bundle.toString(), "--as=officer-2"))
        .contains("authority: bundle 100 is in-force")
        .contains("registry: bundle 100 is in-force")
        .contains("master: bundle 100 is in-force");
    assertThat(command(0, "activate", bundle.toString())).as("again").contains("in-force");
    assertThat(versions()).hasSize(3).allMatch(version -> version.startsWith("100-"));
    assertThat(command(0, "status", "--as=auditor-1")).contains("(signed bundle)");
    assertThat(readAudit(nodes.authority("")).json().getString("detail"))
        .contains("audit-closed-for-now");
    assertThat(readAudit(nodes.master("")).json().getString("detail"))
        .contains("audit-closed-for-now");

    othersReadTheSignatures(bundle);
    refusals(bundle);

    nodes.kill("domain");
    nodes.kill("authority");
    nodes.restart();
    assertThat(versions()).hasSize(3).allMatch(version -> version.startsWith("100-"));
    assertThat(readAudit(nodes.authority("")).status()).as("as before").isEqualTo(403);

    othersMakeSignatures();
    assertThat(versions()).allMatch(version -> version.startsWith("101-"));
    readAudit(nodes.authority("")).expecting(200);
  }

  /** The folder of the home with a policy that closes audit logs. */
  private Path closed() throws IOException {
    Path closed = copyOfHome("closed");
    Path policy = closed.resolve("read-audit.cedar");
    Files.writeString(policy, Files.readString(policy) + CLOSED);
    Path manifest = closed.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst(
                "(\"read-audit.cedar\" : \")[0-9a-f]+",
                "$1" + run("sha256sum", policy.toString()).substring(0, 64)));
    return closed;
  }

  private Path copyOfHome(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(nodes.home().resolve("policy"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private void othersReadTheSignatures(Path bundle) throws IOException {
    Path script = resource("verify-bundle.py");
    String verified =
        run("/usr/bin/python3", script.toString(), bundle.toString(), folder.toString());
    assertThat(verified).contains("jwcrypto: 2 signatures", "number 100");
    for (int each = 0; each < 2; each++) {
      Path base = folder.resolve("signature-" + each);
      assertThat(
              run(
                  "openssl",
                  "dgst",
                  "-sha256",
                  "-verify",
                  base + ".pub",
                  "-signature",
                  base + ".der",
                  base + ".txt"))
          .contains("Verified OK");
    }
  }

  private void othersMakeSignatures() throws IOException {
    Path files = copyOfHome("open");
    Path bundle = folder.resolve("by-jwcrypto.json");
    Path operators = nodes.home().resolve("operators");
    run(
        "/usr/bin/python3",
        resource("sign-bundle.py").toString(),
        files.toString(),
        domain(),
        "101",
        operators.toString(),
        bundle.toString());
    assertThat(command(0, "activate", bundle.toString())).contains("bundle 101 is in-force");
  }

  private static String domain() {
    return nodes.operator("officer-1").id().trustDomain().name();
  }

  private void refusals(Path bundle) throws IOException {
    byte[] whole = Files.readAllBytes(bundle);
    TestLeaf officer = nodes.operator("officer-1");
    Map<String, byte[]> bad = new TreeMap<>();
    bad.put("bundle-malformed", Arrays.copyOf(whole, whole.length / 2));
    Path older = folder.resolve("older.json");
    command(0, "sign", copyOfHome("older").toString(), "--number=99", "--out=" + older);
    command(0, "sign", "--add=" + older, "--as=officer-2");
    bad.put("bundle-number-old", Files.readAllBytes(older));
    Path elsewhere = folder.resolve("elsewhere.json");
    command(
        0,
        "sign",
        copyOfHome("elsewhere").toString(),
        "--number=102",
        "--trust-domain=other.example",
        "--out=" + elsewhere);
    command(0, "sign", "--add=" + elsewhere, "--as=officer-2");
    bad.put("bundle-trust-domain", Files.readAllBytes(elsewhere));
    for (URI at :
        List.of(
            nodes.authority("/v1/policy-bundles"),
            nodes.registry("/v1/policy-bundles"),
            nodes.master("/v1/policy-bundles"))) {
      bad.forEach(
          (check, file) ->
              assertThat(
                      wire.send(Call.post(at, TYPE, file).as(officer))
                          .expecting(422)
                          .json()
                          .getString("check"))
                  .isEqualTo(check));
      wire.send(Call.post(at, TYPE, whole).as(nodes.operator("auditor-1"))).expecting(403);
      wire.send(Call.post(at, "application/json", whole).as(officer)).expecting(415);
      wire.send(Call.get(URI.create(at + "/100")).as(officer)).expecting(200);
      wire.send(Call.get(URI.create(at + "/7")).as(officer)).expecting(404);
    }
  }

  private static Answer readAudit(URI component) {
    return wire.send(
        Call.get(URI.create(component + "/v1/audit?from=1")).as(nodes.operator("auditor-1")));
  }

  /** Of authority, registry and Master Agent, by their readiness. */
  private static List<String> versions() {
    return Stream.of(nodes.authority("/health/ready"), nodes.master("/health/ready"))
        .flatMap(
            at ->
                wire
                    .send(Call.get(at))
                    .json()
                    .getJsonArray("checks")
                    .getValuesAs(JsonObject.class)
                    .stream())
        .filter(check -> check.getString("name").endsWith("policies"))
        .map(check -> check.getJsonObject("data").getString("version"))
        .toList();
  }

  private static String command(int expected, String verb, String... arguments) {
    return OperatorCommand.run(
        nodes,
        expected,
        Stream.concat(Stream.of("policy", verb), Stream.of(arguments)).toArray(String[]::new));
  }

  private static Path resource(String name) {
    return Path.of(System.getProperty("bailiwick.root"))
        .resolve("system-tests/src/test/resources/org/bailiwick/system/policy")
        .resolve(name);
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor())
          .as(Arrays.stream(command).collect(Collectors.joining(" ")) + "\n" + printed)
          .isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return printed;
  }
}
