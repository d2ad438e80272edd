package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code policy sign} and {@code verify}, by a copy of the default policies. */
class BundleCommandsTest {
  private static final Path DEFAULTS = Path.of("../policy-engine/src/main/policies");

  @TempDir private Path home;
  private final TestCa ca = TestCa.create("bailiwick.example");
  private StringWriter out = new StringWriter();
  private Path policies;
  private Path bundle;

  @BeforeEach
  void prepare() throws IOException {
    policies = Files.createDirectories(home.resolve("policy"));
    bundle = home.resolve("bundle.json");
    try (Stream<Path> files = Files.list(DEFAULTS)) {
      for (Path file : files.toList()) {
        Files.copy(file, policies.resolve(file.getFileName()));
      }
    }
    Files.createDirectories(home.resolve("operators"));
    operator("officer-1", ca.operator("officer", "officer-1"));
    operator("officer-2", ca.operator("officer", "officer-2"));
    operator("auditor-1", ca.operator("auditor", "auditor-1"));
    Path ceremony = Files.createDirectories(home.resolve("authority/ceremony"));
    Files.write(ceremony.resolve("operator-ca.cer"), Pem.der(ca.operatorCa()));
  }

  private void operator(String name, TestLeaf leaf) throws IOException {
    Files.writeString(home.resolve("operators").resolve(name + ".key"), Pem.of(leaf.key()));
    Files.writeString(home.resolve("operators").resolve(name + ".pem"), Pem.of(leaf.chain()));
  }

  private int policy(String verb, String... arguments) {
    out = new StringWriter();
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute(
        Stream.of(Stream.of("policy", verb), Arrays.stream(arguments))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  private int sign(String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    policies.toString(),
                    "--number=30",
                    "--trust-domain=bailiwick.example",
                    "--home=" + home,
                    "--out=" + bundle),
                Stream.of(more))
            .toList();
    return policy("sign", arguments.toArray(String[]::new));
  }

  private int verify() {
    return policy("verify", bundle.toString(), "--home=" + home);
  }

  @Test
  void twoOfficersSignOneAfterTheOther() {
    assertThat(sign("--signatures=2", "--effective-at=2026-12-01T06:00:00Z")).isZero();
    assertThat(out.toString())
        .contains("bundle 30 of bailiwick.example", "effective at 2026-12-01T06:00:00Z")
        .contains("1 more officer must sign");
    assertThat(verify()).isOne();
    assertThat(out.toString()).contains("refused: 2 officers must sign; 1 did");
    assertThat(policy("sign", "--add=" + bundle, "--home=" + home, "--as=officer-2")).isZero();
    assertThat(verify()).isZero();
    assertThat(out.toString())
        .contains("officer/officer-1", "officer/officer-2")
        .containsPattern("[0-9]+ policies");
  }

  @Test
  void aBundleHasTheVersionOfItsFolderUnlessANumberIsGiven() {
    assertThat(policy("manifest", policies.toString(), "--version=4711")).isZero();
    assertThat(
            policy(
                "sign",
                policies.toString(),
                "--trust-domain=bailiwick.example",
                "--home=" + home,
                "--out=" + bundle))
        .isZero();
    assertThat(out.toString()).contains("bundle 4711 of bailiwick.example");
    assertThat(sign()).isZero();
    assertThat(out.toString()).contains("bundle 30 of bailiwick.example");
  }

  @Test
  void verificationNamesWhatANodeWouldRefuse() throws IOException {
    assertThat(sign("--as=auditor-1")).isZero();
    assertThat(verify()).isOne();
    assertThat(out.toString()).contains("not that of an officer");
    assertThat(sign()).isZero();
    String text = Files.readString(bundle);
    Files.writeString(bundle, text.substring(0, text.length() / 2));
    assertThat(verify()).isOne();
    assertThat(out.toString()).contains("refused: The bundle is not one JSON object");
  }

  @Test
  void aFolderThatANodeWouldRefuseIsNotSigned() throws IOException {
    Files.write(policies.resolve("step.cedar"), "// none".getBytes(StandardCharsets.UTF_8));
    assertThat(sign()).isNotZero();
    assertThat(out.toString()).contains("step.cedar is not the file that the manifest lists");
    assertThat(bundle).doesNotExist();
  }

  @Test
  void asksForAKeyAndATarget() {
    assertThat(policy("sign", "--add=" + home.resolve("none"), "--home=" + home)).isNotZero();
    assertThat(policy("sign", policies.toString(), "--number=30", "--home=" + home)).isNotZero();
    assertThat(out.toString()).contains("--out");
    assertThat(sign("--key-token=" + home)).isNotZero();
    assertThat(out.toString()).contains("--key-token-pin-file");
  }
}
