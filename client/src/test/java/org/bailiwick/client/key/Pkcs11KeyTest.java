package org.bailiwick.client.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents' keys in SoftHSM2; pkcs11-tool looks at what the token holds. */
class Pkcs11KeyTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final String PIN = "48151623";
  private static Path configuration;
  private static Path pinFile;

  @TempDir private Path folder;

  @BeforeAll
  static void makeToken() throws Exception {
    Path file = Path.of(System.getenv("SOFTHSM2_CONF"));
    Files.createDirectories(file.getParent());
    Path tokens =
        Files.createDirectories(file.resolveSibling("tokens-" + ProcessHandle.current().pid()));
    Files.writeString(file, "directories.tokendir = " + tokens + "\n");
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "agents",
        "--so-pin",
        PIN,
        "--pin",
        PIN);
    configuration =
        Files.writeString(
            tokens.resolveSibling("agents.cfg"),
            "name = agents\nlibrary = " + library() + "\nslotListIndex = 0\n");
    pinFile = Files.writeString(tokens.resolveSibling("pin"), PIN + "\n");
    Files.setPosixFilePermissions(pinFile, PosixFilePermissions.fromString("rw-------"));
  }

  private static Path library() throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"),
            4,
            (path, attributes) -> path.endsWith("softhsm/libsofthsm2.so"))) {
      return found.findFirst().orElseThrow();
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> privateKeys() throws IOException {
    return run(
            "pkcs11-tool",
            "--module",
            library().toString(),
            "--login",
            "--pin",
            PIN,
            "--list-objects",
            "--type",
            "privkey")
        .lines()
        .filter(line -> line.contains("label:") || line.contains("Access:"))
        .toList();
  }

  private void begin(CredentialFolder credential, Optional<Pkcs11Key> fresh) {
    NextCredential next = credential.next();
    PublicKey key =
        fresh
            .map(made -> made.pair().getPublic())
            .orElseGet(() -> credential.chain().getFirst().getPublicKey());
    fresh.ifPresentOrElse(made -> next.begin(made), () -> next.beginWithSameKey());
    next.complete(CA.agentFor(key, "reader", "x.y@1"), Optional.empty());
  }

  @Test
  void tlsShowsACredentialWhoseKeyIsInTheTokenAndOldKeysGo() throws Exception {
    CredentialFolder credential = CredentialFolder.at(folder.resolve("agent"));
    begin(credential, Optional.of(Pkcs11Key.generate(configuration, pinFile)));
    requireShown(credential);
    assertThat(privateKeys())
        .hasSize(2)
        .last()
        .asString()
        .contains("sensitive", "never extractable");
    begin(credential, Optional.of(Pkcs11Key.generate(configuration, pinFile)));
    requireShown(credential);
    begin(credential, Optional.empty());
    begin(credential, Optional.empty());
    requireShown(credential);
    // The first is deleted with its generation; the second is that of both that are left.
    assertThat(privateKeys()).hasSize(2);
    assertThat(folder.resolve("agent/key.pem")).doesNotExist();
  }

  /** One whose label is not of our making is not ours to delete. */
  @Test
  void aKeyThatWasThereIsUsedAndStaysWhenItsGenerationGoes() throws Exception {
    assertThatThrownBy(() -> Pkcs11Key.existing(configuration, pinFile, "theirs"))
        .hasMessageContaining("shows no key theirs");
    Pkcs11Key made = Pkcs11Key.generate(configuration, pinFile);
    made.keepIn(folder);
    String label = Files.readAllLines(folder.resolve(Pkcs11Key.FILE)).get(2);
    Pkcs11Key same = Pkcs11Key.existing(configuration, pinFile, label);
    assertThat(same.pair().getPublic()).isEqualTo(made.pair().getPublic());
    Files.writeString(
        folder.resolve(Pkcs11Key.FILE),
        Files.readString(folder.resolve(Pkcs11Key.FILE)).replace(label, "theirs"));
    int before = privateKeys().size();
    Pkcs11Key.delete(folder);
    assertThat(privateKeys()).hasSize(before);
    same.keepIn(folder);
    Pkcs11Key.delete(folder);
    assertThat(privateKeys()).hasSize(before - 2);
  }

  private static void requireShown(CredentialFolder credential) throws Exception {
    TrustedAuthority trusted =
        new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
    try (ScriptedNode node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
        JsonEndpoint endpoint =
            new JsonEndpoint(node.uri(), credential.tls(trusted.trust(SpiffeId::isNode)))) {
      node.on("/", call -> Reply.json(200, "{}"));
      endpoint.get("/", Map.of());
      assertThat(node.calls().getFirst().peer().orElseThrow())
          .hasToString("spiffe://bailiwick.example/agent/reader");
    }
  }

  @Test
  void refusesAPinThatOthersMayReadAndAConfigurationThatSaysWhatKeysMayDo() throws Exception {
    Path open = Files.writeString(folder.resolve("pin"), PIN);
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    Path other = Files.writeString(folder.resolve("other.cfg"), "name = other\n");
    refused(other, open, "by others");
    Path loose =
        Files.writeString(
            folder.resolve("loose.cfg"),
            Files.readString(configuration)
                + "attributes(generate, CKO_PRIVATE_KEY, *) = { CKA_EXTRACTABLE = true }\n");
    refused(loose, pinFile, "not for the configuration");
    refused(folder.resolve("none.cfg"), pinFile, "cannot be used");
  }

  private static void refused(Path configuration, Path pin, String detail) {
    assertThatThrownBy(() -> Pkcs11Key.generate(configuration, pin))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("agent-token"))
        .hasMessageContaining(detail);
  }
}
